import type { z } from "zod";
import { type Clock, realClock } from "./clock";
import { LambdaError } from "./errors";
import { type Pacer, type Pacing, pacerFor, vendorPacing } from "./pacing";
import { ATTEMPTS, backoffMs, isPassing } from "./retry";
import * as schemas from "./schemas";
import { exchange } from "./transport";

export interface LambdaClientOptions {
  readonly apiKey: string;
  /** Default `https://cloud.lambda.ai`. */
  readonly endpoint?: string;
  /** Default: the vendor's limits. */
  readonly pacing?: Partial<Pacing>;
  /** Default `sophia-infra`: the vendor's front door turns some libraries' own away. */
  readonly userAgent?: string;
  /** For one HTTP exchange. Default 60,000: a launch was seen to take 9 s. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
}

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
  readonly #options: Required<Omit<LambdaClientOptions, "pacing" | "clock">>;
  readonly #pacer: Pacer;
  #nextList: Promise<schemas.Instance[]> | undefined;

  constructor(options: LambdaClientOptions) {
    this.clock = options.clock ?? realClock;
    this.pacing = { ...vendorPacing, ...options.pacing };
    const endpoint = (options.endpoint ?? "https://cloud.lambda.ai").replace(/\/+$/, "");
    this.#options = {
      apiKey: options.apiKey,
      endpoint,
      userAgent: options.userAgent ?? "sophia-infra",
      timeoutMs: options.timeoutMs ?? 60_000,
      fetch: options.fetch ?? fetch,
      random: options.random ?? Math.random,
    };
    this.#pacer = pacerFor(endpoint, this.clock);
  }

  /** All running instances as of now or later: calls that wait for their turn share one request. */
  listInstances(): Promise<schemas.Instance[]> {
    this.#nextList ??= this.#repeat("GET", "/instances", schemas.instances, undefined, () => {
      this.#nextList = undefined;
    });
    return this.#nextList;
  }

  /** Undefined where there is none. */
  getInstance(id: string): Promise<schemas.Instance | undefined> {
    return orAbsent(this.#repeat("GET", `/instances/${encodeURIComponent(id)}`, schemas.instance));
  }

  renameInstance(id: string, name: string): Promise<schemas.Instance> {
    return this.#repeat("POST", `/instances/${encodeURIComponent(id)}`, schemas.instance, { name });
  }

  listInstanceTypes(): Promise<schemas.InstanceTypes> {
    return this.#repeat("GET", "/instance-types", schemas.instanceTypes);
  }

  listRegions(): Promise<{ name: string }[]> {
    return this.#repeat("GET", "/regions", schemas.regions);
  }

  /**
   * Launches one instance and returns its id. Never repeated: the API has no idempotency token. `lastLook` runs when
   * the launch's turn has come, right before it is sent; where it finds an id, that is returned and nothing launched.
   */
  async launch(request: LaunchRequest, lastLook: () => Promise<string | undefined>): Promise<string> {
    const found = await this.#pacer.launchTurn(this.pacing, lastLook);
    if (found !== undefined) return found;
    const path = "/instance-operations/launch";
    const { instance_ids } = await this.#once("POST", path, schemas.launched, request);
    const [id] = instance_ids;
    if (id !== undefined) return id;
    const details = { code: "client/bad-answer", message: "no instance id in the answer", outcomeUnknown: true };
    throw new LambdaError({ ...details, request: { method: "POST", path } });
  }

  /** Asks for the instance's end; it is gone some time later. Nothing happens where there is none. */
  async terminate(id: string): Promise<void> {
    const path = "/instance-operations/terminate";
    await orAbsent(this.#repeat("POST", path, schemas.terminated, { instance_ids: [id] }));
  }

  listSshKeys(): Promise<schemas.VendorSshKey[]> {
    return this.#repeat("GET", "/ssh-keys", schemas.sshKeys);
  }

  /** Not repeated: look with `listSshKeys` first, and after a failure. */
  async addSshKey(name: string, publicKey: string): Promise<schemas.VendorSshKey> {
    await this.#turn();
    return await this.#once("POST", "/ssh-keys", schemas.sshKey, { name, public_key: publicKey });
  }

  async deleteSshKey(id: string): Promise<void> {
    await orAbsent(this.#repeat("DELETE", `/ssh-keys/${encodeURIComponent(id)}`, schemas.anything));
  }

  // The vendor reads file systems under one spelling and writes them under another.
  listFilesystems(): Promise<schemas.VendorFilesystem[]> {
    return this.#repeat("GET", "/file-systems", schemas.filesystems);
  }

  /** Not repeated: look with `listFilesystems` first, and after a failure. */
  async createFilesystem(name: string, region: string): Promise<schemas.VendorFilesystem> {
    await this.#turn();
    return await this.#once("POST", "/filesystems", schemas.filesystem, { name, region });
  }

  async deleteFilesystem(id: string): Promise<void> {
    await orAbsent(this.#repeat("DELETE", `/filesystems/${encodeURIComponent(id)}`, schemas.anything));
  }

  listFirewallRulesets(): Promise<schemas.VendorFirewallRuleset[]> {
    return this.#repeat("GET", "/firewall-rulesets", schemas.firewallRulesets);
  }

  /** Undefined where there is none. */
  getFirewallRuleset(id: string): Promise<schemas.VendorFirewallRuleset | undefined> {
    return orAbsent(this.#repeat("GET", `/firewall-rulesets/${encodeURIComponent(id)}`, schemas.firewallRuleset));
  }

  /** Not repeated: look with `listFirewallRulesets` first, and after a failure. */
  async createFirewallRuleset(
    name: string,
    region: string,
    rules: readonly schemas.VendorFirewallRule[],
  ): Promise<schemas.VendorFirewallRuleset> {
    await this.#turn();
    return await this.#once("POST", "/firewall-rulesets", schemas.firewallRuleset, { name, region, rules });
  }

  updateFirewallRuleset(
    id: string,
    change: { name?: string; rules?: readonly schemas.VendorFirewallRule[] },
  ): Promise<schemas.VendorFirewallRuleset> {
    return this.#repeat("PATCH", `/firewall-rulesets/${encodeURIComponent(id)}`, schemas.firewallRuleset, change);
  }

  async deleteFirewallRuleset(id: string): Promise<void> {
    await orAbsent(this.#repeat("DELETE", `/firewall-rulesets/${encodeURIComponent(id)}`, schemas.anything));
  }

  #turn(): Promise<void> {
    return this.#pacer.turn(this.pacing.requestMs);
  }

  async #once<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    try {
      return await exchange({ ...this.#options, method, path, body }, schema);
    } catch (error) {
      if (error instanceof LambdaError && error.retryAfterMs !== undefined) this.#pacer.pause(error.retryAfterMs);
      throw error;
    }
  }

  /** For calls that do the same however often they are sent. `onSend` is called before the first is. */
  async #repeat<T>(
    method: string,
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
    onSend?: () => void,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#turn();
      if (attempt === 1) onSend?.();
      try {
        return await this.#once(method, path, schema, body);
      } catch (error) {
        if (!isPassing(error) || attempt === ATTEMPTS) throw error;
        await this.clock.sleep(backoffMs(attempt, this.pacing.requestMs, this.#options.random, error.retryAfterMs));
      }
    }
  }
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LambdaError && error.status === 404) return undefined;
    throw error;
  }
}
