import { randomBytes } from "node:crypto";
import { z } from "zod";
import { takePlace } from "./capacity";
import { IMAGES, type Image, INSTANCE_TYPES, REGIONS } from "./catalogue";
import { type Cloud, newId, requireProvider, requireQuota } from "./cloud";
import { type ErrorCode, Refusal } from "./errors";
import { milestones } from "./phase";
import type { Fate, InstanceRecord } from "./records";
import { invalid, parse, type Route } from "./route";

/** "Cannot exceed 1MB": read as a million bytes, the stricter of the two readings. */
const USER_DATA_BYTES = 1_000_000;

const entry = z.object({ id: z.string() });
const launch = z.object({
  region_name: z.string(),
  instance_type_name: z.string(),
  ssh_key_names: z.array(z.string()).length(1, "exactly one SSH key must be specified"),
  file_system_names: z.array(z.string()).default([]),
  file_system_mounts: z
    .array(
      z.object({
        mount_point: z
          .string()
          .max(256)
          .regex(/^(\/home|\/lambda\/nfs|\/data)[//a-zA-Z0-9-]*$/),
        file_system_id: z.string(),
      }),
    )
    .default([]),
  hostname: z
    .string()
    .min(1)
    .max(63)
    .regex(/^[a-z0-9][0-9a-z-]{0,62}$/)
    .optional(),
  name: z.string().max(64).optional(),
  image: z.union([entry, z.object({ family: z.string() })]).optional(),
  user_data: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= USER_DATA_BYTES, "cannot exceed 1MB")
    .refine((text) => !text.includes("\0"), "must be plain text")
    .optional(),
  tags: z
    .array(
      z.object({
        key: z
          .string()
          .max(55)
          .regex(/^[a-z][a-z0-9-:]+$/),
        value: z.string().max(128),
      }),
    )
    .default([]),
  firewall_rulesets: z.array(entry).default([]),
  // Not in the schema any more, but in one of the description's examples, and still refused above one.
  quantity: z.literal(1, "Requested too many instances.").optional(),
});
type Launch = z.output<typeof launch>;

export const LAUNCH_ROUTE: Route = {
  method: "POST",
  path: "/instance-operations/launch",
  run: async (cloud, { body }) => {
    const request = parse(launch, body);
    if (cloud.account.get().state === "invalid-address") throw new Refusal("global/invalid-address");
    const found = resolve(cloud, request);
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

interface Found {
  readonly image: Image;
  readonly authorized_keys: readonly string[];
  readonly mounts: InstanceRecord["file_system_mounts"];
}

/**
 * Finds all that a launch names; file systems are looked at before capacity (measured). The description allows 400 and
 * 404 for what isn't there: 404 is assumed for the type and the region, 400 for what hangs on them.
 */
function resolve(cloud: Cloud, request: Launch): Found {
  const { region_name: region, instance_type_name: type } = request;
  if (!REGIONS.some(({ name }) => name === region)) throw missing(`Region "${region}"`, 404);
  if (!INSTANCE_TYPES.some(({ name }) => name === type)) throw missing(`Instance type "${type}"`, 404);
  const keys = request.ssh_key_names.map((name) => {
    const key = cloud.sshKeys.list().find(({ value }) => value.name === name);
    if (key === undefined) throw missing(`SSH key "${name}"`);
    return key.value.public_key;
  });
  for (const { id } of request.firewall_rulesets) {
    if (cloud.firewallRulesets.get(id)?.region !== region) throw missing(`Firewall ruleset ${id} in ${region}`);
  }
  return { image: findImage(request), authorized_keys: keys, mounts: findMounts(cloud, request) };
}

function findImage({ image, region_name: region }: Launch): Image {
  const wanted = IMAGES.find((candidate) => {
    if (candidate.region.name !== region) return false;
    if (image === undefined) return true;
    return "id" in image ? candidate.id === image.id : candidate.family === image.family;
  });
  if (wanted === undefined) throw missing(`Image ${JSON.stringify(image)} in ${region}`);
  return wanted;
}

/** By name a file system is looked for in the region (measured); by id it is found and then refused (assumed). */
function findMounts(cloud: Cloud, request: Launch): InstanceRecord["file_system_mounts"] {
  const { region_name: region, file_system_names, file_system_mounts } = request;
  const mounts = new Map<string, string>();
  for (const name of file_system_names) {
    const found = cloud.filesystems.list().find(({ value }) => value.name === name && value.region === region);
    if (found === undefined) throw missing(`Filesystem "${name}" in ${region}`);
    mounts.set(found.id, `/lambda/nfs/${name}`);
  }
  for (const { mount_point, file_system_id } of file_system_mounts) {
    const found = cloud.filesystems.get(file_system_id);
    if (found === undefined) throw missing(`Filesystem ${file_system_id}`);
    if (found.region !== region) throw new Refusal("instance-operations/launch/file-system-in-wrong-region");
    mounts.set(file_system_id, mount_point);
  }
  if (new Set(mounts.values()).size < mounts.size) throw invalid(["file_system_mounts: a mount point is used twice"]);
  return [...mounts].map(([file_system_id, mount_point]) => ({ mount_point, file_system_id }));
}

function missing(what: string, status = 400): Refusal {
  const code: ErrorCode = "global/object-does-not-exist";
  return new Refusal(code, { status, message: `${what} does not exist.`, suggestion: "Check the name and try again." });
}

/** The last byte of an address that no living host has; undefined when all of them are taken. */
function freeAddress(cloud: Cloud): number | undefined {
  const taken = new Set(cloud.fleet.holding().map(({ record }) => record.ip));
  for (let last = 2; last <= 254; last++) if (!taken.has(`${cloud.settings.network}.${last}`)) return last;
  return undefined;
}

function record(cloud: Cloud, request: Launch, found: Found, last: number): InstanceRecord {
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
