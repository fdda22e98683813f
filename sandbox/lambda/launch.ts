import { randomBytes } from "node:crypto";
import { takePlace } from "./capacity";
import { type Cloud, newId, requireProvider, requireQuota } from "./cloud";
import { Refusal } from "./errors";
import { type LaunchRequest, launchRequest } from "./launchRequest";
import { findTargets, type LaunchTargets } from "./launchTargets";
import { milestones } from "./phase";
import type { Fate, InstanceRecord } from "./records";
import { parse, type Route } from "./route";

export const LAUNCH_ROUTE: Route = {
  method: "POST",
  path: "/instance-operations/launch",
  run: async (cloud, { body }) => {
    const request = parse(launchRequest, body);
    if (cloud.account.get().state === "invalid-address") throw new Refusal("global/invalid-address");
    const found = findTargets(cloud, request);
    requireQuota(cloud, "instances", cloud.fleet.holding().length);
    requireProvider(cloud);
    const address = freeAddress(cloud);
    if (!takePlace(cloud, request.instance_type_name, request.region_name) || address === undefined) {
      throw new Refusal("instance-operations/launch/insufficient-capacity");
    }
    const id = newId();
    // Written before the waiting: a launch that has begun comes to its end, whoever dies meanwhile.
    cloud.fleet.put(id, withFate(cloud, record(cloud, request, found, address)));
    await cloud.time.sleep(cloud.settings.timings.launchCall);
    return { instance_ids: [id] };
  },
};

/** The last byte of an address that no living host has; undefined when all of them are taken. */
function freeAddress(cloud: Cloud): number | undefined {
  const taken = new Set(cloud.fleet.holding().map(({ record }) => record.ip));
  for (let last = 2; last <= 254; last++) if (!taken.has(`${cloud.settings.network}.${last}`)) return last;
  return undefined;
}

function record(cloud: Cloud, request: LaunchRequest, found: LaunchTargets, last: number): InstanceRecord {
  const ip = `${cloud.settings.network}.${last}`;
  return {
    name: request.name,
    region: request.region_name,
    type: request.instance_type_name,
    image: found.image.id,
    ssh_key_names: request.ssh_key_names,
    authorized_keys: found.authorized_keys,
    file_system_mounts: found.mounts,
    firewall_rulesets: request.firewall_rulesets.map(({ id }) => id),
    tags: request.tags,
    hostname: request.hostname ?? ip.replaceAll(".", "-"),
    user_data: request.user_data,
    ip,
    private_ip: `10.19.60.${last}`,
    jupyter_token: randomBytes(16).toString("hex"),
    requestedAt: cloud.time.now(),
  };
}

/** Lets the host come up as the next fate that was set says. */
function withFate(cloud: Cloud, healthy: InstanceRecord): InstanceRecord {
  const [fate, ...fates] = cloud.account.get().fates;
  if (fate === undefined) return healthy;
  cloud.account.set({ fates });
  const { booted } = milestones(healthy, cloud.settings.timings);
  const fated: Record<Fate, Partial<InstanceRecord>> = {
    healthy: {},
    unhealthy: { unhealthyAt: booted },
    preempted: { preemptedAt: booted },
    stalled: { stalled: true },
  };
  return { ...healthy, ...fated[fate] };
}
