import { placeName, setFreePlaces } from "./capacity";
import type { Cloud } from "./cloud";
import type { AccountRecord, Fate, InstanceRecord } from "./records";
import type { Quota } from "./settings";

/** What happens at the vendor by itself, or by somebody's hand in the console. Everything lasts over a restart. */
export interface LambdaControl {
  /** Makes room for exactly `free` more hosts of this type in this region. */
  setCapacity(instanceType: string, region: string, free: number): void;
  /** The next `times` launches there fail with `insufficient-capacity`, though capacity is advertised. */
  runShort(instanceType: string, region: string, times: number): void;
  setQuota(quota: Partial<Quota>): void;
  setAccount(state: AccountRecord["state"]): void;
  /** False: whatever reaches the hypervisors is refused with `provider/internal-unavailable`. */
  setProviderAvailable(available: boolean): void;
  /** How the next hosts come up, one after the other; hosts after those are healthy. */
  setFates(...fates: Fate[]): void;
  preempt(id: string): void;
  makeUnhealthy(id: string): void;
  terminate(id: string): void;
  rename(id: string, name: string): void;
  /** What is left at the vendor: hosts that are not terminated, keys, file systems, firewall rulesets. */
  held(): { instances: number; sshKeys: number; filesystems: number; firewallRulesets: number };
}

export function lambdaControl(cloud: Cloud): LambdaControl {
  const host = (id: string) => {
    const found = cloud.fleet.holding().find((candidate) => candidate.id === id);
    if (found === undefined) throw new Error(`Lambda Cloud stand-in: no live instance ${id}`);
    return found;
  };
  /** Whoever did it has seen it: a sandbox that is started again begins no earlier. */
  const happened = (id: string, change: Partial<InstanceRecord>) => {
    cloud.fleet.change(id, change);
    cloud.fleet.settle();
  };
  return {
    setCapacity: (type, region, free) => setFreePlaces(cloud, type, region, free),
    runShort: (type, region, times) => {
      const shortfalls = { ...cloud.account.get().shortfalls, [placeName(type, region)]: times };
      cloud.account.set({ shortfalls });
    },
    setQuota: (quota) => cloud.account.set({ quota: { ...cloud.account.get().quota, ...quota } }),
    setAccount: (state) => cloud.account.set({ state }),
    setProviderAvailable: (providerAvailable) => cloud.account.set({ providerAvailable }),
    setFates: (...fates) => cloud.account.set({ fates }),
    preempt: (id) => happened(host(id).id, { preemptedAt: cloud.time.now() }),
    makeUnhealthy: (id) => happened(host(id).id, { unhealthyAt: cloud.time.now() }),
    terminate: (id) => {
      const { record } = host(id);
      happened(id, { terminateAt: record.terminateAt ?? cloud.time.now() });
    },
    rename: (id, name) => cloud.fleet.change(host(id).id, { name }),
    held: () => ({
      instances: cloud.fleet.holding().length,
      sshKeys: cloud.sshKeys.list().length,
      filesystems: cloud.filesystems.list().length,
      firewallRulesets: cloud.firewallRulesets.list().length,
    }),
  };
}
