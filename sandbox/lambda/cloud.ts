import { randomBytes } from "node:crypto";
import type { Clock } from "../world/clock";
import type { Collection, World } from "../world/world";
import { Account, VendorTime } from "./account";
import { REGIONS, type Region } from "./catalogue";
import { Refusal } from "./errors";
import { Fleet } from "./fleet";
import type { FilesystemRecord, FirewallRulesetRecord, SshKeyRecord } from "./records";
import type { LambdaSettings, Quota } from "./settings";

/** What every operation works on. */
export interface Cloud {
  readonly settings: LambdaSettings;
  readonly account: Account;
  readonly time: VendorTime;
  readonly fleet: Fleet;
  readonly sshKeys: Collection<SshKeyRecord>;
  readonly filesystems: Collection<FilesystemRecord>;
  readonly firewallRulesets: Collection<FirewallRulesetRecord>;
}

export function openCloud(world: Pick<World, "collection">, clock: Clock, settings: LambdaSettings): Cloud {
  const account = new Account(world.collection("lambda.account"));
  const time = new VendorTime(clock, account);
  return {
    settings,
    account,
    time,
    fleet: new Fleet(world.collection("lambda.instance"), time, settings.timings),
    sshKeys: world.collection("lambda.sshKey"),
    filesystems: world.collection("lambda.filesystem"),
    firewallRulesets: world.collection("lambda.firewallRuleset"),
  };
}

/** 32 hexadecimal digits, as all of Lambda's ids but the images'. */
export function newId(): string {
  return randomBytes(16).toString("hex");
}

export function regionOf(name: string): Region {
  // A region that is no longer in the catalogue must not make the objects in it unreadable.
  return REGIONS.find((region) => region.name === name) ?? { name, description: name };
}

/** Throws `global/invalid-parameters` for an unknown region. */
export function requireRegion(name: string): void {
  if (REGIONS.some((region) => region.name === name)) return;
  throw new Refusal("global/invalid-parameters", { message: `Invalid request data: region: unknown region "${name}"` });
}

/** Throws `global/quota-exceeded` where one more of `what` would be too many. */
export function requireQuota(cloud: Cloud, what: keyof Quota, held: number): void {
  const allowed = cloud.account.get().quota[what] ?? cloud.settings.quota[what];
  if (held >= allowed) throw new Refusal("global/quota-exceeded");
}

/** Throws `provider/internal-unavailable` while the upstream provider is away. */
export function requireProvider(cloud: Cloud): void {
  if (!cloud.account.get().providerAvailable) throw new Refusal("provider/internal-unavailable");
}

/** `2026-11-20T10:00:00+00:00`, as the vendor writes times. */
export function isoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}+00:00`;
}
