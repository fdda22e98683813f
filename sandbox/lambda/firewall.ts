import { isIPv4 } from "node:net";
import { z } from "zod";
import { type Cloud, isoTime, newId, regionOf, requireQuota, requireRegion } from "./cloud";
import { Refusal } from "./errors";
import type { FirewallRulesetRecord, RuleRecord } from "./records";
import { parse, type Route } from "./route";

const port = z.int().min(1).max(65535);
const rule = z
  .object({
    protocol: z.enum(["tcp", "udp", "icmp", "all"]),
    port_range: z.tuple([port, port]).optional(),
    // Without a mask /32 is meant; it is assumed that answers then show it.
    source_network: z
      .string()
      .refine(isNetwork, "not an IPv4 network in CIDR notation")
      .transform((network) => (network.includes("/") ? network : `${network}/32`)),
    description: z.string().max(128),
  })
  .superRefine(({ protocol, port_range }, context) => {
    const mistake = (message: string) => context.addIssue({ code: "custom", path: ["port_range"], message });
    if (protocol === "icmp" && port_range !== undefined) mistake("not allowed for icmp");
    if (protocol !== "icmp" && port_range === undefined) mistake(`required for ${protocol}`);
    if (port_range !== undefined && port_range[0] > port_range[1]) mistake("must be [min, max]");
  });
const rules = z.array(rule);
const replacement = z.object({ data: rules });
const creation = z.object({ name: z.string().max(64), region: z.string(), rules });
const patch = z.object({ name: z.string().max(64).optional(), rules: rules.optional() });
const globalPatch = z.object({ rules: rules.optional() });

/** `/firewall-rules` and the ruleset `global` are assumed to be two views of the same rules. */
export const FIREWALL_ROUTES: readonly Route[] = [
  { method: "GET", path: "/firewall-rules", run: (cloud) => cloud.account.get().globalRules },
  {
    method: "PUT",
    path: "/firewall-rules",
    run: (cloud, { body }) => setGlobal(cloud, parse(replacement, body).data),
  },
  { method: "GET", path: "/firewall-rulesets/global", run: renderGlobal },
  {
    method: "PATCH",
    path: "/firewall-rulesets/global",
    run: (cloud, { body }) => {
      setGlobal(cloud, parse(globalPatch, body).rules ?? cloud.account.get().globalRules);
      return renderGlobal(cloud);
    },
  },
  {
    method: "GET",
    path: "/firewall-rulesets",
    run: (cloud) => cloud.firewallRulesets.list().map(({ id, value }) => render(cloud, id, value)),
  },
  {
    method: "POST",
    path: "/firewall-rulesets",
    run: (cloud, { body }) => {
      const { name, region, rules } = parse(creation, body);
      requireRegion(region);
      requireQuota(cloud, "firewallRulesets", cloud.firewallRulesets.list().length);
      const id = newId();
      return save(cloud, id, { name, region, rules, created: cloud.time.now() });
    },
  },
  {
    method: "GET",
    path: "/firewall-rulesets/{id}",
    run: (cloud, { id }) => render(cloud, id, existing(cloud, id)),
  },
  {
    method: "PATCH",
    path: "/firewall-rulesets/{id}",
    run: (cloud, { id, body }) => {
      const ruleset = existing(cloud, id);
      const { name = ruleset.name, rules = ruleset.rules } = parse(patch, body);
      return save(cloud, id, { ...ruleset, name, rules });
    },
  },
  {
    method: "DELETE",
    path: "/firewall-rulesets/{id}",
    run: (cloud, { id }) => {
      existing(cloud, id);
      if (users(cloud, id).length > 0) throw new Refusal("firewall-rulesets/firewall-ruleset-in-use");
      cloud.firewallRulesets.delete(id);
      return {};
    },
  },
];

function isNetwork(text: string): boolean {
  const [address = "", mask = "32", ...rest] = text.split("/");
  return rest.length === 0 && isIPv4(address) && /^\d{1,2}$/.test(mask) && Number(mask) <= 32;
}

function existing(cloud: Cloud, id: string): FirewallRulesetRecord {
  const ruleset = cloud.firewallRulesets.get(id);
  if (ruleset !== undefined) return ruleset;
  throw new Refusal("global/object-does-not-exist", {
    message: "Firewall ruleset does not exist or you do not have permission to access it.",
    suggestion: "Check your firewall ruleset ID and try again.",
  });
}

function users(cloud: Cloud, id: string): string[] {
  const hosts = cloud.fleet.holding().filter(({ record }) => record.firewall_rulesets.includes(id));
  return hosts.map((host) => host.id);
}

function save(cloud: Cloud, id: string, ruleset: FirewallRulesetRecord): object {
  cloud.firewallRulesets.put(id, ruleset);
  return render(cloud, id, ruleset);
}

function setGlobal(cloud: Cloud, globalRules: readonly RuleRecord[]): readonly RuleRecord[] {
  cloud.account.set({ globalRules });
  return globalRules;
}

function render(cloud: Cloud, id: string, { name, region, rules, created }: FirewallRulesetRecord): object {
  return { id, name, region: regionOf(region), rules, created: isoTime(created), instance_ids: users(cloud, id) };
}

function renderGlobal(cloud: Cloud): object {
  return { id: "global", name: "Global Firewall Rules", rules: cloud.account.get().globalRules };
}
