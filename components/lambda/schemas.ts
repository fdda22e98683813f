import { z } from "zod";

/** Lambda Cloud's answers, API 1.10. Only what this project uses is required; whatever else comes is let through. */
const region = z.object({ name: z.string(), description: z.string().optional() });

const tag = z.object({ key: z.string(), value: z.string() });

/** Any status: a new one of the vendor's must not make a whole list unreadable. Known ones are in `hostStatus.ts`. */
export const instance = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  ip: z.string().nullish(),
  private_ip: z.string().nullish(),
  status: z.string(),
  ssh_key_names: z.array(z.string()),
  file_system_names: z.array(z.string()),
  region,
  instance_type: z.object({ name: z.string(), price_cents_per_hour: z.number().optional() }),
  hostname: z.string().nullish(),
  tags: z.array(tag).nullish(),
  firewall_rulesets: z.array(z.object({ id: z.string() })).nullish(),
});
export type Instance = z.infer<typeof instance>;

export const instances = z.array(instance);

export const instanceTypes = z.record(
  z.string(),
  z.object({
    instance_type: z.object({ name: z.string(), description: z.string(), price_cents_per_hour: z.number().int() }),
    regions_with_capacity_available: z.array(region),
  }),
);
export type InstanceTypes = z.infer<typeof instanceTypes>;

export const launched = z.object({ instance_ids: z.tuple([z.string().min(1)]).rest(z.string()) });

export const terminated = z.object({ terminated_instances: z.array(instance) });

export const regions = z.array(region);

export const sshKey = z.object({ id: z.string().min(1), name: z.string(), public_key: z.string() });
export type VendorSshKey = z.infer<typeof sshKey>;

export const sshKeys = z.array(sshKey);

export const filesystem = z.object({
  id: z.string().min(1),
  name: z.string(),
  mount_point: z.string(),
  is_in_use: z.boolean(),
  region,
});
export type VendorFilesystem = z.infer<typeof filesystem>;

export const filesystems = z.array(filesystem);

const firewallRule = z.object({
  protocol: z.enum(["tcp", "udp", "icmp", "all"]),
  port_range: z.tuple([z.number().int(), z.number().int()]).nullish(),
  source_network: z.string(),
  description: z.string(),
});
export type VendorFirewallRule = z.infer<typeof firewallRule>;

export const firewallRuleset = z.object({
  id: z.string().min(1),
  name: z.string(),
  region,
  rules: z.array(firewallRule),
  instance_ids: z.array(z.string()),
});
export type VendorFirewallRuleset = z.infer<typeof firewallRuleset>;

export const firewallRulesets = z.array(firewallRuleset);

export const globalFirewall = z.object({ rules: z.array(firewallRule) });

/** Answers whose content nobody reads. */
export const anything = z.unknown();
