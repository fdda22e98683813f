import { Caller } from "./caller";
import { type Clock, realClock } from "./clock";
import { type Pacing, vendorPacing } from "./pacing";
import * as answers from "./schemas";
import type { Fetch } from "./transport";

export interface LambdaClientOptions {
  readonly apiKey: string;
  /** Default `https://cloud.lambda.ai`. */
  readonly endpoint?: string;
  /** Default: the vendor's limits. */
  readonly pacing?: Partial<Pacing>;
  /** Default `sophia-infra`: the vendor's front door turns some libraries' own away. */
  readonly userAgent?: string;
  /** For one HTTP exchange, in milliseconds. Default 60,000: a launch was seen to take 9 s. */
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** In [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

const GLOBAL_FIREWALL = "/firewall-rulesets/global";

/** The body of a launch, in the vendor's words. */
export interface LaunchRequest {
  readonly region_name: string;
  readonly instance_type_name: string;
  readonly ssh_key_names: readonly string[];
  readonly file_system_names?: readonly string[];
  readonly hostname?: string;
  readonly name?: string;
  readonly image?: { readonly family: string };
  readonly user_data?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
  readonly firewall_rulesets?: readonly { readonly id: string }[];
}

/**
 * Lambda Cloud's REST API 1.10. Keeps the vendor's pace across everything in this process, repeats what is safe to
 * repeat, checks every answer. Throws `LambdaError` only.
 */
export class LambdaClient {
  readonly pacing: Pacing;
  readonly clock: Clock;
  readonly #caller: Caller;
  #nextList: Promise<answers.Instance[]> | undefined;

  constructor(options: LambdaClientOptions) {
    this.clock = options.clock ?? realClock;
    this.pacing = { ...vendorPacing, ...options.pacing };
    this.#caller = new Caller({
      apiKey: options.apiKey,
      endpoint: (options.endpoint ?? "https://cloud.lambda.ai").replace(/\/+$/, ""),
      userAgent: options.userAgent ?? "sophia-infra",
      timeoutMs: options.timeoutMs ?? 60_000,
      fetch: options.fetch ?? fetch,
      random: options.random ?? Math.random,
      clock: this.clock,
      pacing: this.pacing,
    });
  }

  /** All running instances as of now or later: calls that wait for their turn share one request. */
  listInstances(): Promise<answers.Instance[]> {
    this.#nextList ??= this.#caller.repeat({ method: "GET", path: "/instances", answer: answers.instances }, () => {
      this.#nextList = undefined;
    });
    return this.#nextList;
  }

  /** Undefined where there is none. */
  getInstance(id: string): Promise<answers.Instance | undefined> {
    return this.#caller.repeatOrAbsent({ method: "GET", path: at("/instances", id), answer: answers.instance });
  }

  renameInstance(id: string, name: string): Promise<answers.Instance> {
    const path = at("/instances", id);
    return this.#caller.repeat({ method: "POST", path, answer: answers.instance, body: { name } });
  }

  listInstanceTypes(): Promise<answers.InstanceTypes> {
    return this.#caller.repeat({ method: "GET", path: "/instance-types", answer: answers.instanceTypes });
  }

  listRegions(): Promise<{ name: string }[]> {
    return this.#caller.repeat({ method: "GET", path: "/regions", answer: answers.regions });
  }

  /**
   * Launches one instance and returns its id. Never repeated: the API has no idempotency token. `lastLook` runs when
   * the launch's turn has come, right before it is sent; where it finds an id, that is returned and nothing launched.
   */
  async launch(body: LaunchRequest, lastLook: () => Promise<string | undefined>): Promise<string> {
    const path = "/instance-operations/launch";
    const outcome = await this.#caller.launch({ method: "POST", path, answer: answers.launched, body }, lastLook);
    return typeof outcome === "string" ? outcome : outcome.instance_ids[0];
  }

  /** Asks for the instance's end; it is gone some time later. Nothing happens where there is none. */
  async terminate(id: string): Promise<void> {
    const path = "/instance-operations/terminate";
    const body = { instance_ids: [id] };
    await this.#caller.repeatOrAbsent({ method: "POST", path, answer: answers.terminated, body });
  }

  listSshKeys(): Promise<answers.VendorSshKey[]> {
    return this.#caller.repeat({ method: "GET", path: "/ssh-keys", answer: answers.sshKeys });
  }

  /**
   * Without `publicKey` Lambda makes a pair; its private half comes with the answer and is dropped. Not repeated: look
   * with `listSshKeys` first, and after a failure.
   */
  addSshKey(name: string, publicKey?: string): Promise<answers.VendorSshKey> {
    const body = publicKey === undefined ? { name } : { name, public_key: publicKey };
    return this.#caller.once({ method: "POST", path: "/ssh-keys", answer: answers.sshKey, body });
  }

  async deleteSshKey(id: string): Promise<void> {
    await this.#delete(at("/ssh-keys", id));
  }

  // The vendor reads file systems under one spelling and writes them under another.
  listFilesystems(): Promise<answers.VendorFilesystem[]> {
    return this.#caller.repeat({ method: "GET", path: "/file-systems", answer: answers.filesystems });
  }

  /** Not repeated: look with `listFilesystems` first, and after a failure. */
  createFilesystem(name: string, region: string): Promise<answers.VendorFilesystem> {
    const body = { name, region };
    return this.#caller.once({ method: "POST", path: "/filesystems", answer: answers.filesystem, body });
  }

  async deleteFilesystem(id: string): Promise<void> {
    await this.#delete(at("/filesystems", id));
  }

  listFirewallRulesets(): Promise<answers.VendorFirewallRuleset[]> {
    return this.#caller.repeat({ method: "GET", path: "/firewall-rulesets", answer: answers.firewallRulesets });
  }

  /** Undefined where there is none. */
  getFirewallRuleset(id: string): Promise<answers.VendorFirewallRuleset | undefined> {
    const path = at("/firewall-rulesets", id);
    return this.#caller.repeatOrAbsent({ method: "GET", path, answer: answers.firewallRuleset });
  }

  /** Not repeated: look with `listFirewallRulesets` first, and after a failure. */
  createFirewallRuleset(
    name: string,
    region: string,
    rules: readonly answers.VendorFirewallRule[],
  ): Promise<answers.VendorFirewallRuleset> {
    const body = { name, region, rules };
    return this.#caller.once({ method: "POST", path: "/firewall-rulesets", answer: answers.firewallRuleset, body });
  }

  updateFirewallRuleset(
    id: string,
    body: { name?: string; rules?: readonly answers.VendorFirewallRule[] },
  ): Promise<answers.VendorFirewallRuleset> {
    const path = at("/firewall-rulesets", id);
    return this.#caller.repeat({ method: "PATCH", path, answer: answers.firewallRuleset, body });
  }

  /** What is let in to every host of the account, whatever its own rule sets are. */
  async getGlobalFirewall(): Promise<readonly answers.VendorFirewallRule[]> {
    return (await this.#caller.repeat({ method: "GET", path: GLOBAL_FIREWALL, answer: answers.globalFirewall })).rules;
  }

  async setGlobalFirewall(
    rules: readonly answers.VendorFirewallRule[],
  ): Promise<readonly answers.VendorFirewallRule[]> {
    const body = { rules };
    const call = { method: "PATCH", path: GLOBAL_FIREWALL, answer: answers.globalFirewall, body } as const;
    return (await this.#caller.repeat(call)).rules;
  }

  async deleteFirewallRuleset(id: string): Promise<void> {
    await this.#delete(at("/firewall-rulesets", id));
  }

  /** Nothing happens where there is nothing. */
  async #delete(path: string): Promise<void> {
    await this.#caller.repeatOrAbsent({ method: "DELETE", path, answer: answers.anything });
  }
}

function at(collection: string, id: string): string {
  return `${collection}/${encodeURIComponent(id)}`;
}
