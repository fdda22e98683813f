import { z } from "zod";

/**
 * What Lambda's API description 1.10 says of each operation: its 200 and its errors. Every one also has 401
 * global/invalid-api-key and 403 global/account-inactive.
 */

const wrong = "400 global/invalid-parameters";
const nowhere = "404 global/not-found";
const absent = "404 global/object-does-not-exist";
const quota = "400 global/quota-exceeded";
const address = "403 global/invalid-address";
const internal = "409 global/internal-error";

const region = z.object({ name: z.string(), description: z.string() });
const instanceType = z.object({
  name: z.string(),
  description: z.string(),
  gpu_description: z.string(),
  price_cents_per_hour: z.int(),
  specs: z.object({ vcpus: z.int(), memory_gib: z.int(), storage_gib: z.int(), gpus: z.int() }),
});
const action = z.object({
  available: z.boolean(),
  reason_code: z.string().optional(),
  reason_description: z.string().optional(),
});
const instance = z.object({
  id: z.string(),
  name: z.string().max(64).optional(),
  ip: z.ipv4().optional(),
  private_ip: z.ipv4().optional(),
  status: z.enum(["booting", "active", "unhealthy", "terminated", "terminating", "preempted"]),
  ssh_key_names: z.array(z.string()),
  file_system_names: z.array(z.string()),
  file_system_mounts: z.array(z.object({ mount_point: z.string(), file_system_id: z.string() })).optional(),
  region,
  instance_type: instanceType,
  hostname: z.string().optional(),
  jupyter_token: z.string().optional(),
  jupyter_url: z.url().optional(),
  actions: z.object({ migrate: action, rebuild: action, restart: action, cold_reboot: action, terminate: action }),
  tags: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
  firewall_rulesets: z.array(z.object({ id: z.string() })).optional(),
});
const sshKey = z.object({ id: z.string(), name: z.string(), public_key: z.string() });
const filesystem = z.object({
  id: z.string(),
  name: z.string(),
  mount_point: z.string(),
  created: z.iso.datetime({ offset: true }),
  created_by: z.object({ id: z.string(), email: z.email(), status: z.enum(["active", "deactivated"]) }),
  is_in_use: z.boolean(),
  region,
  bytes_used: z.int().optional(),
});
const rule = z.object({
  protocol: z.enum(["tcp", "udp", "icmp", "all"]),
  port_range: z.tuple([z.int(), z.int()]).optional(),
  source_network: z.string(),
  description: z.string(),
});
const ruleset = z.object({
  id: z.string(),
  name: z.string(),
  region,
  rules: z.array(rule),
  created: z.iso.datetime({ offset: true }),
  instance_ids: z.array(z.string()),
});
const globalRuleset = z.object({ id: z.literal("global"), name: z.string(), rules: z.array(rule) });
const image = z.object({
  id: z.uuid(),
  created_time: z.iso.datetime({ offset: true }),
  updated_time: z.iso.datetime({ offset: true }),
  name: z.string(),
  description: z.string(),
  family: z.string(),
  version: z.string(),
  architecture: z.enum(["x86_64", "arm64"]),
  region,
});
const offer = z.object({ instance_type: instanceType, regions_with_capacity_available: z.array(region) });

interface Operation {
  /** What is in `data` of a 200. */
  readonly data: z.ZodType;
  /** `<status> <code>`. */
  readonly errors: readonly string[];
}

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "GET /instances": { data: z.array(instance), errors: [wrong, "403 global/forbidden", nowhere] },
  "GET /instances/{id}": { data: instance, errors: [wrong, "403 global/forbidden", absent] },
  "POST /instances/{id}": { data: instance, errors: [wrong, absent] },
  "GET /instance-types": { data: z.record(z.string(), offer), errors: [wrong, nowhere] },
  "POST /instance-operations/launch": {
    data: z.object({ instance_ids: z.array(z.string()) }),
    errors: [
      wrong,
      quota,
      "400 global/object-does-not-exist",
      "400 instance-operations/launch/insufficient-capacity",
      "400 instance-operations/launch/file-system-in-wrong-region",
      address,
      absent,
    ],
  },
  "POST /instance-operations/terminate": {
    data: z.object({ terminated_instances: z.array(instance) }),
    errors: [wrong, absent],
  },
  "POST /instance-operations/restart": {
    data: z.object({ restarted_instances: z.array(instance) }),
    errors: [wrong, absent, "409 global/conflict"],
  },
  "GET /ssh-keys": { data: z.array(sshKey), errors: [wrong, nowhere] },
  "POST /ssh-keys": { data: sshKey.extend({ private_key: z.string().optional() }), errors: [wrong, nowhere] },
  "DELETE /ssh-keys/{id}": { data: z.strictObject({}), errors: [wrong, nowhere] },
  "GET /file-systems": { data: z.array(filesystem), errors: [wrong, nowhere] },
  "POST /filesystems": { data: filesystem, errors: [wrong, "400 global/duplicate", quota, address, nowhere] },
  "DELETE /filesystems/{id}": {
    data: z.object({ deleted_ids: z.array(z.string()) }),
    errors: [wrong, "400 filesystems/filesystem-in-use", absent],
  },
  "GET /images": { data: z.array(image), errors: [wrong, nowhere] },
  "GET /regions": { data: z.array(region), errors: [nowhere] },
  "GET /firewall-rules": { data: z.array(rule), errors: [nowhere] },
  "PUT /firewall-rules": { data: z.array(rule), errors: [wrong, nowhere] },
  "GET /firewall-rulesets": { data: z.array(ruleset), errors: [wrong, nowhere] },
  "POST /firewall-rulesets": { data: ruleset, errors: [wrong, quota, nowhere, internal] },
  "GET /firewall-rulesets/global": { data: globalRuleset, errors: [wrong, nowhere] },
  "PATCH /firewall-rulesets/global": { data: globalRuleset, errors: [wrong, nowhere, internal] },
  "GET /firewall-rulesets/{id}": { data: ruleset, errors: [wrong, absent] },
  "PATCH /firewall-rulesets/{id}": { data: ruleset, errors: [wrong, absent, internal] },
  "DELETE /firewall-rulesets/{id}": {
    data: z.strictObject({}),
    errors: [wrong, "400 firewall-rulesets/firewall-ruleset-in-use", absent, internal],
  },
};

/** What the description lists for nearly every operation though nothing in a call to it could be wrong or absent. */
export function isUnreachable(operation: string, error: string): boolean {
  const [method = "", path = ""] = operation.split(" ");
  if (error === nowhere) return operation !== "DELETE /ssh-keys/{id}";
  if (error !== wrong) return false;
  return method === "GET" || (method === "DELETE" && path !== "/ssh-keys/{id}");
}

export const envelope = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), suggestion: z.string().optional() }),
});
