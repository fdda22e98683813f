import { z } from "zod";
import { INSTANCE_TYPES } from "./catalogue";
import { type Cloud, regionOf, requireProvider } from "./cloud";
import { Refusal } from "./errors";
import type { Host } from "./fleet";
import { milestones } from "./phase";
import type { InstanceRecord } from "./records";
import { invalid, parse, type Route } from "./route";

const modification = z.object({ name: z.string().max(64).optional() });
const operation = z.object({ instance_ids: z.array(z.string()) });

export const INSTANCE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/instances",
    run: (cloud, { query }) => {
      requireSight(cloud);
      // The hosts of this stand-in belong to no 1-Click Cluster.
      if (query.cluster_id !== undefined) return [];
      return cloud.fleet
        .all()
        .filter(({ phase }) => !["launching", "terminated", "gone"].includes(phase))
        .map((host) => render(cloud, host));
    },
  },
  {
    method: "GET",
    path: "/instances/{id}",
    run: (cloud, { id }) => {
      requireSight(cloud);
      return render(cloud, existing(cloud, id));
    },
  },
  {
    method: "POST",
    path: "/instances/{id}",
    run: (cloud, { id, body }) => {
      const { name } = parse(modification, body);
      living(cloud, id);
      if (name !== undefined) cloud.fleet.change(id, { name });
      return render(cloud, existing(cloud, id));
    },
  },
  {
    method: "POST",
    path: "/instance-operations/terminate",
    run: (cloud, { body }) => {
      const hosts = named(cloud, body);
      const now = cloud.time.now();
      // Documented errors of this call are 400 and 404 alone, so "not yet" is a 400 (assumed).
      const early = hosts.filter(({ record }) => now < milestones(record, cloud.settings.timings).terminable);
      if (early.length > 0) throw invalid(early.map(({ id }) => `instance ${id} has not launched yet`));
      requireProvider(cloud);
      for (const { id, record } of hosts) cloud.fleet.change(id, { terminateAt: record.terminateAt ?? now });
      return { terminated_instances: hosts.map(({ id }) => render(cloud, existing(cloud, id))) };
    },
  },
  {
    method: "POST",
    path: "/instance-operations/restart",
    run: (cloud, { body }) => {
      const hosts = named(cloud, body);
      if (hosts.some(({ phase }) => phase !== "active" && phase !== "unhealthy")) throw new Refusal("global/conflict");
      requireProvider(cloud);
      for (const { id } of hosts) cloud.fleet.change(id, { restartedAt: cloud.time.now() });
      return { restarted_instances: hosts.map(({ id }) => render(cloud, existing(cloud, id))) };
    },
  },
];

/** What the vendor says of a host. `user_data` is never told again. */
function render(cloud: Cloud, { id, record, phase }: Host): object {
  const at = milestones(record, cloud.settings.timings);
  const addressed = cloud.time.now() >= at.addressed && phase !== "terminated";
  const filesystems = record.file_system_mounts.map((mount) => cloud.filesystems.get(mount.file_system_id)?.name);
  return {
    id,
    name: record.name,
    ip: addressed ? record.ip : undefined,
    private_ip: addressed ? record.private_ip : undefined,
    status: phase,
    ssh_key_names: record.ssh_key_names,
    file_system_names: filesystems.filter((name) => name !== undefined),
    file_system_mounts: record.file_system_mounts.length > 0 ? record.file_system_mounts : undefined,
    region: regionOf(record.region),
    instance_type: INSTANCE_TYPES.find(({ name }) => name === record.type),
    hostname: addressed ? record.hostname : undefined,
    ...(phase === "active" ? jupyter(id, record) : {}),
    actions: actions(cloud, { id, record, phase }),
    tags: record.tags,
    firewall_rulesets: record.firewall_rulesets.map((ruleset) => ({ id: ruleset })),
    // Sent by the vendor, though not in its description.
    is_reserved: false,
  };
}

function jupyter(id: string, { jupyter_token }: InstanceRecord): object {
  return { jupyter_token, jupyter_url: `https://jupyter-${id}.lambdaspaces.com/?token=${jupyter_token}` };
}

function actions(cloud: Cloud, { record, phase }: Host): object {
  const launched = cloud.time.now() >= milestones(record, cloud.settings.timings).terminable;
  const ending = phase === "terminating" || phase === "terminated";
  const unavailable = (code: string, description: string) => ({
    available: false,
    reason_code: code,
    reason_description: description,
  });
  const none = unavailable("vm-is-too-old", "This action is not offered for this instance.");
  const blocked = ending
    ? unavailable("vm-is-terminating", "The instance is being terminated.")
    : launched
      ? undefined
      : unavailable("vm-has-not-launched", "The instance has not launched yet.");
  const busy =
    phase === "booting" ? unavailable("vm-action-in-progress", "The instance is booting.") : { available: true };
  return {
    migrate: blocked ?? none,
    rebuild: blocked ?? none,
    restart: blocked ?? busy,
    cold_reboot: blocked ?? none,
    terminate: blocked ?? { available: true },
  };
}

/** The hosts that an operation names; one unknown id refuses the whole call (assumed). */
function named(cloud: Cloud, body: string): Host[] {
  const ids = [...new Set(parse(operation, body).instance_ids)];
  if (ids.length === 0) throw invalid(["instance_ids: name at least one instance"]);
  return ids.map((id) => living(cloud, id));
}

function existing(cloud: Cloud, id: string): Host {
  const host = cloud.fleet.find(id);
  if (host === undefined) throw new Refusal("global/object-does-not-exist");
  return host;
}

/** A terminated host can still be looked at, nothing else (assumed). */
function living(cloud: Cloud, id: string): Host {
  const host = existing(cloud, id);
  if (host.phase === "terminated") throw new Refusal("global/object-does-not-exist");
  return host;
}

function requireSight(cloud: Cloud): void {
  if (cloud.account.get().state === "forbidden") throw new Refusal("global/forbidden");
}
