import { randomBytes } from "node:crypto";
import { sshKeyPair } from "../../credentials/openSsh";
import type { Collection } from "../world/world";
import type { Cloud } from "./cloud";
import type { Host } from "./fleet";
import { forward } from "./host/forward";
import { type Machine, machine } from "./host/machine";
import { serveSsh } from "./host/sshServer";

/** Where every k3s server answers Kubernetes' API. */
const K3S_PORT = 6443;
/** How often, in real time, it is looked which hosts have come or gone: a clock can't be asked to call. */
const LOOK_MS = 100;

/** A host as the cluster sees it. */
export interface LiveHost {
  readonly id: string;
  readonly name: string | undefined;
  readonly hostname: string;
  readonly ip: string;
  readonly region: string;
  readonly instanceType: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** The content of a file that its user data wrote. */
  file(path: string): string | undefined;
}

export interface HostOptions {
  /** The port of SSH on each host's own address. */
  readonly sshPort: number;
  readonly cluster: {
    readonly apiServerPort: number;
    readonly hostKubeconfig: string;
    /** Moves the pods of a node of that launch to the others and takes it out; says what it did. */
    removeGently(node: string, launch: string): Promise<string>;
  };
  /** A host answers now. Also called for those that were there when the sandbox was started again. */
  onHostActive?(host: LiveHost): Promise<void>;
  /** A host answers no more: terminated, preempted, unhealthy or restarting. Not called when the sandbox stops. */
  onHostGone?(host: LiveHost): Promise<void>;
  log(line: string): void;
}

export type HostKeyRecord = { readonly private_key: string };

interface Running {
  readonly host: LiveHost;
  stop(): Promise<void>;
}

/** The hosts that can be reached: each active one answers SSH and Kubernetes' API on its own loopback address. */
export class Hosts {
  readonly #running = new Map<string, Running>();
  /** What was last said about a host that can't be served, so that it is said once. */
  readonly #complaints = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly cloud: Cloud,
    /** Of hosts whose user data gives none, by instance. */
    private readonly hostKeys: Collection<HostKeyRecord>,
    private readonly options: HostOptions,
  ) {}

  /** Looks again and again until `stop`. */
  start(): void {
    const look = async () => {
      await this.settle().catch((error: Error) => this.options.log(`lambda: hosts: ${error.message}`));
      if (!this.#stopped) this.#timer = setTimeout(look, LOOK_MS).unref();
    };
    void look();
  }

  /** Ends when every host answers that should, and no other. One at a time. */
  settle(): Promise<void> {
    const settled = this.#last.then(() => this.#settle());
    // Who called has the error; the next one starts afresh.
    this.#last = settled.catch(() => undefined);
    return settled;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#last;
    await Promise.all([...this.#running.values()].map((running) => running.stop()));
    this.#running.clear();
  }

  async #settle(): Promise<void> {
    this.cloud.fleet.settle();
    const held = this.cloud.fleet.holding();
    const active = new Map(held.filter(({ phase }) => phase === "active").map((host) => [host.id, host]));
    for (const [id, running] of this.#running) {
      if (active.has(id)) continue;
      await this.#attempt(id, async () => {
        await running.stop();
        await this.options.onHostGone?.(running.host);
        this.#running.delete(id);
      });
    }
    for (const { id } of this.hostKeys.list()) if (!held.some((host) => host.id === id)) this.hostKeys.delete(id);
    for (const [id, host] of active) if (!this.#running.has(id)) await this.#attempt(id, () => this.#open(host));
  }

  /** One host's trouble must not keep the others from coming up; what fails is tried again at the next look. */
  async #attempt(id: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#complaints.delete(id);
    } catch (error) {
      const complaint = `lambda: host ${id}: ${error instanceof Error ? error.message : String(error)}`;
      if (this.#complaints.get(id) !== complaint) this.options.log(complaint);
      this.#complaints.set(id, complaint);
    }
  }

  async #open(host: Host): Promise<void> {
    const { cluster, sshPort: port, log } = this.options;
    const { id, record } = host;
    const inside = machine(id, () => this.cloud.fleet.find(id)?.record ?? record, cluster.hostKubeconfig, {
      authorize: (keys) => this.cloud.fleet.change(id, { authorized_since: keys }),
      leave: (node, launch) => cluster.removeGently(node, launch),
    });
    const { hostKeys, mistake } = inside.cloudInit;
    if (mistake !== undefined) log(`lambda: host ${id}: cloud-init: ${mistake}`);
    const keys = hostKeys.length > 0 ? hostKeys : [this.#hostKey(id)];
    const reaches = (ip: string, to: number) => this.#isHost(ip) && (to === port || to === K3S_PORT);
    const parts = [await serveSsh(inside, { ip: record.ip, port, hostKeys: keys, reaches, log })];
    const stop = async () => void (await Promise.all(parts.map((part) => part.stop())));
    try {
      parts.push(await forward(record.ip, K3S_PORT, cluster.apiServerPort));
      const live = liveHost(host, inside);
      await this.options.onHostActive?.(live);
      this.#running.set(id, { host: live, stop });
    } catch (error) {
      await stop();
      throw error;
    }
    log(`lambda: host ${id} answers SSH at ${record.ip}:${port}`);
  }

  #isHost(ip: string): boolean {
    return [...this.#running.values()].some(({ host }) => host.ip === ip);
  }

  /** Made once and kept: a host shows the same key after a restart of the sandbox. */
  #hostKey(id: string): string {
    const kept = this.hostKeys.get(id);
    if (kept !== undefined) return kept.private_key;
    // Not by ssh2: one in 256 of its Ed25519 keys is malformed (mscdex/ssh2#1390).
    const { privateKey } = sshKeyPair(randomBytes(32), id);
    this.hostKeys.put(id, { private_key: privateKey });
    return privateKey;
  }
}

function liveHost({ id, record }: Host, { hostname, files }: Machine): LiveHost {
  const { name, ip, region, type: instanceType, tags } = record;
  const file = (path: string) => files.get(path)?.content;
  return { id, name, hostname, ip, region, instanceType, tags, file };
}
