import { z } from "zod";
import { type Cloud, requireProvider } from "./cloud";
import { Refusal } from "./errors";
import type { Host } from "./fleet";
import { viewInstance } from "./instanceView";
import { milestones } from "./phase";
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
        .map((host) => viewInstance(cloud, host));
    },
  },
  {
    method: "GET",
    path: "/instances/{id}",
    run: (cloud, { id }) => {
      requireSight(cloud);
      return viewInstance(cloud, existing(cloud, id));
    },
  },
  {
    method: "POST",
    path: "/instances/{id}",
    run: (cloud, { id, body }) => {
      const { name } = parse(modification, body);
      living(cloud, id);
      if (name !== undefined) cloud.fleet.change(id, { name });
      return viewInstance(cloud, existing(cloud, id));
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
      return { terminated_instances: hosts.map(({ id }) => viewInstance(cloud, existing(cloud, id))) };
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
      return { restarted_instances: hosts.map(({ id }) => viewInstance(cloud, existing(cloud, id))) };
    },
  },
];

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
