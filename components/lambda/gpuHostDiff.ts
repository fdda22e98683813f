import type { dynamic } from "@pulumi/pulumi";
import { isObject, type Properties } from "../dynamic/implementation";
import { isGone, isLost } from "./hostStatus";

/**
 * What an `up` would do to a host. `olds` may come from any older version of this provider: what they don't say is no
 * reason to replace a host. Tags are none either, as they can be set at launch only, nor are `ssh` and `timeouts`.
 */
export function diffGpuHost(olds: Properties, news: Properties): dynamic.DiffResult {
  const replaces = Object.keys(reasons).filter((property) => reasons[property]?.(olds, news));
  const renamed = olds.name !== undefined && olds.name !== news.name;
  return { changes: renamed || replaces.length > 0, replaces, deleteBeforeReplace: true };
}

type Reason = (olds: Properties, news: Properties) => boolean;

/** By the input that is to blame. A value that a preview doesn't know equals nothing, so it may replace. */
const reasons: Readonly<Record<string, Reason>> = {
  key: differs("key"),
  // The vendor tells it together with the address; without one of ours, it makes one up.
  hostname: (olds, news) => Boolean(olds.hostname) && news.hostname !== undefined && differs("hostname")(olds, news),
  regions: isNotAmong("region", "regions"),
  instanceTypes: isNotAmong("instanceType", "instanceTypes"),
  sshKeyName: (olds, news) => Array.isArray(olds.sshKeyNames) && !olds.sshKeyNames.includes(news.sshKeyName),
  filesystemNames: (olds, news) => otherMembers(olds.filesystemNames, news.filesystemNames ?? []),
  imageFamily: differs("imageFamily"),
  userDataVersion: differs("userDataVersion"),
  // A host without a rule set of its own has the region's; what the vendor then reports is not ours to change.
  firewallRulesets: (olds, news) =>
    news.firewallRulesets !== undefined && otherMembers(olds.firewallRulesetIds, rulesetIds(olds.region, news)),
  status: (olds) => typeof olds.status === "string" && (isLost(olds.status) || isGone(olds.status)),
};

function differs(property: string): Reason {
  return (olds, news) => olds[property] !== undefined && olds[property] !== news[property];
}

/** The host stays wherever it is as long as that is still among what is wanted, in whatever order. */
function isNotAmong(actual: string, wanted: string): Reason {
  return (olds, news) => {
    const allowed = news[wanted];
    return olds[actual] !== undefined && !(Array.isArray(allowed) && allowed.includes(olds[actual]));
  };
}

/** In the region that the host is in. */
function rulesetIds(region: unknown, { firewallRulesets }: Properties): unknown {
  if (!isObject(firewallRulesets)) return firewallRulesets;
  const id = firewallRulesets[String(region)];
  return id === undefined ? [] : [id];
}

function otherMembers(olds: unknown, news: unknown): boolean {
  if (!Array.isArray(olds)) return false;
  return !Array.isArray(news) || JSON.stringify([...olds].sort()) !== JSON.stringify([...news].sort());
}
