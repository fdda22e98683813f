import type { HostGroup } from "../../config/settings";
import { dnsName } from "../naming";

/** One host that is to be there. */
export interface HostPlan {
  /** What tells it from all others of the stack, and stays: `sophia-main-1`. */
  readonly key: string;
  /** Its name at the vendor and its host name: `sophia-main-1-prod`. */
  readonly name: string;
  readonly group: string;
  readonly type: HostGroup["type"];
  readonly role: HostGroup["role"];
  readonly taints: readonly string[];
  /** Makes the cluster where there is none yet; where there is one, it joins like any other. */
  readonly startsCluster: boolean;
}

/** Every host of the stack; the first starts the cluster and the others join it. */
export function planHosts(groups: readonly HostGroup[], stack: string): HostPlan[] {
  const plans = groups.flatMap(({ name: group, type, role, count, taints = [] }) =>
    Array.from({ length: count }, (_, index) => {
      const key = `${group}-${index + 1}`;
      return { key, name: dnsName(key, stack), group, type, role, taints };
    }),
  );
  return plans.map((plan, index) => ({ ...plan, startsCluster: index === 0 }));
}
