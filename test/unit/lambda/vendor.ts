import type { Account } from "../../../components/lambda/account";
import { LambdaClient } from "../../../components/lambda/client";
import type { Pacing } from "../../../components/lambda/pacing";
import type { Fetch } from "../../../components/lambda/transport";
import { type LambdaCloud, lambdaCloud } from "../../../sandbox/lambda/api";
import type { LambdaSettings } from "../../../sandbox/lambda/settings";
import { VirtualClock } from "../../../sandbox/world/clock";
import { FaultHit, Faults } from "../../../sandbox/world/faults";
import type { Collection, Json, World } from "../../../sandbox/world/world";

export const API_KEY = "key-of-the-tests";

/** The stand-in of Lambda Cloud on a clock of its own, without sockets and without a disk. */
export class Vendor {
  readonly clock = new VirtualClock();
  readonly faults = new Faults(this.clock);
  readonly lambda: LambdaCloud;
  /** `<time> <method> <path> <status>` of every call that arrived. */
  readonly calls: string[] = [];

  constructor(settings: Partial<LambdaSettings> = {}) {
    const accounts = { "lambda-api-key": API_KEY };
    this.lambda = lambdaCloud({ world: memory(), clock: this.clock, faults: this.faults, accounts, settings });
  }

  readonly fetch: Fetch = async (url, init) => {
    const { pathname, searchParams } = new URL(url);
    const { method = "GET", headers } = init;
    const body = typeof init.body === "string" ? init.body : "";
    try {
      const query = Object.fromEntries(searchParams);
      const answer = await this.lambda.handle({ method, path: pathname, query, headers, body });
      this.#note(method, pathname, answer.status);
      return answered(answer.status, answer.body, answer.headers);
    } catch (error) {
      if (!(error instanceof FaultHit)) throw error;
      this.#note(method, pathname, "lost");
      throw connectionLost();
    }
  };

  /** Hosts that are billed and not on their way out, by the vendor's id. */
  live(): Map<string, { key: string | undefined; name: string | undefined }> {
    const hosts = this.lambda.cloud.fleet.holding().filter(({ phase }) => phase !== "terminating");
    const keyOf = (tags: readonly { key: string; value: string }[]) =>
      tags.find((tag) => tag.key === "idempotency-key")?.value;
    return new Map(hosts.map(({ id, record }) => [id, { key: keyOf(record.tags), name: record.name }]));
  }

  count(call: string): number {
    return this.calls.filter((line) => line.includes(call)).length;
  }

  #note(method: string, path: string, outcome: number | string): void {
    this.calls.push(`${Math.round(this.clock.now())} ${method} ${path.replace("/api/v1", "")} ${outcome}`);
  }
}

/** Something that happens when a process makes its `atCall`-th call: before it reaches the vendor, or when that is done. */
export interface Turn {
  readonly atCall: number;
  readonly done: boolean;
  /** The process dies with it; else it lives on. */
  readonly dies: boolean;
}

/** One operating-system process that talks to a vendor: pace and client are its own. */
export class Process {
  readonly lines: string[] = [];
  #calls = 0;
  #turn: (Turn & { readonly happens: () => void }) | undefined;
  #dead = false;
  #breaks: string | undefined;

  constructor(
    private readonly vendor: Vendor,
    private readonly pacing: Partial<Pacing> = {},
  ) {}

  /** Resolves when it happens. */
  at(turn: Turn): Promise<void> {
    return new Promise((happens) => {
      this.#turn = { ...turn, happens };
    });
  }

  /** The connection of the next call to `path` breaks at once, while the vendor goes on with it. */
  breakOff(path: string): void {
    this.#breaks = path;
  }

  readonly say = (line: string): void => {
    this.lines.push(line);
  };

  client(apiKey = API_KEY): LambdaClient {
    const { clock } = this.vendor;
    const own = { now: () => clock.now(), date: () => clock.now(), sleep: (ms: number) => clock.sleep(ms) };
    return new LambdaClient({ apiKey, clock: own, fetch: this.#fetch, pacing: this.pacing, random: () => 0.5 });
  }

  account(apiKey = API_KEY): Account {
    const client = this.client(apiKey);
    return async () => client;
  }

  /** The vendor's work is done even where nobody waits for it any more. */
  readonly #fetch: Fetch = async (url, init) => {
    this.#calls += 1;
    const turn = this.#turn?.atCall === this.#calls ? this.#turn : undefined;
    if (turn !== undefined && !turn.done) this.#reach(turn);
    if (this.#dead) return await never();
    const answer = await this.#connect(url, init);
    if (turn?.done) this.#reach(turn);
    return this.#dead ? await never() : answer;
  };

  readonly #connect: Fetch = async (url, init) => {
    const answer = this.vendor.fetch(url, init);
    if (this.#breaks === undefined || !url.endsWith(this.#breaks)) return await answer;
    this.#breaks = undefined;
    throw connectionLost();
  };

  #reach(turn: Turn & { readonly happens: () => void }): void {
    this.#dead = turn.dies;
    turn.happens();
  }
}

/** As Node's `fetch` fails. */
function connectionLost(): Error {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("gone"), { code: "ECONNRESET" }) });
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** What `fetch` resolves to. */
export function answered(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  const get = (name: string) => headers[name.toLowerCase()] ?? null;
  return { ok: status >= 200 && status < 300, status, text: async () => body, headers: { get } };
}

function memory(): Pick<World, "collection"> {
  const all = new Map<string, Map<string, unknown>>();
  return {
    collection<T extends Json>(name: string): Collection<T> {
      const objects = (all.get(name) ?? new Map()) as Map<string, T>;
      all.set(name, objects);
      return {
        get: (id) => objects.get(id),
        list: () => [...objects].map(([id, value]) => ({ id, value })),
        put: (id, value) => void objects.set(id, value),
        delete: (id) => objects.delete(id),
      };
    },
  };
}
