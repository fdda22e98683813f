import { isIPv4 } from "node:net";
import { list, number, object, oneOf, optional, type Rule, text } from "../dynamic/check";
import { isObject, UNKNOWN } from "../dynamic/implementation";
import type { VendorFirewallRule } from "./schemas";

/** One rule in the program's words. */
export interface FirewallRule {
  readonly protocol: "tcp" | "udp" | "icmp" | "all";
  readonly portRange?: readonly number[];
  readonly sourceNetwork: string;
  readonly description: string;
}

const shape = object({
  protocol: oneOf("tcp", "udp", "icmp", "all"),
  portRange: optional(list(number({ min: 1, max: 65_535, whole: true }), { min: 2 })),
  sourceNetwork: (value) =>
    typeof value === "string" && isNetwork(value)
      ? undefined
      : `must be an IPv4 address or network such as 203.0.113.0/24; it is ${JSON.stringify(value)}`,
  description: text({ min: 0, max: 128 }),
});

/** What `check` has let through, or what a state holds. */
export function rulesOf(rules: unknown): readonly FirewallRule[] {
  return Array.isArray(rules) ? (rules as readonly FirewallRule[]) : [];
}

export function sameRulesUnlessUnknown(olds: unknown, news: unknown): boolean {
  if (JSON.stringify(news ?? null).includes(UNKNOWN)) return false;
  return sameRules(rulesOf(olds), rulesOf(news));
}

/** The vendor's rules for a rule. */
export const firewallRule: Rule = (value) => {
  const wrong = shape(value);
  if (wrong !== undefined || !isObject(value)) return wrong;
  const { protocol, portRange } = value;
  if (protocol === "icmp")
    return portRange === undefined ? undefined : "must have no portRange, as its protocol is icmp";
  if (!Array.isArray(portRange)) return `must have a portRange, e.g. [22, 22], as its protocol is ${protocol}`;
  const good = portRange.length === 2 && portRange[0] <= portRange[1];
  return good ? undefined : `must have a portRange of lowest and highest port; it is ${JSON.stringify(portRange)}`;
};

function isNetwork(written: string): boolean {
  const [address = "", bits, ...more] = written.split("/");
  return isIPv4(address) && more.length === 0 && (bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32));
}

export function toVendor({ protocol, portRange = [], sourceNetwork, description }: FirewallRule): VendorFirewallRule {
  const [lowest, highest] = portRange;
  const ports =
    lowest === undefined || highest === undefined ? {} : { port_range: [lowest, highest] as [number, number] };
  return { protocol, ...ports, source_network: sourceNetwork, description };
}

export function fromVendor({ protocol, port_range, source_network, description }: VendorFirewallRule): FirewallRule {
  const ports = port_range == null ? {} : { portRange: [...port_range] };
  return { protocol, ...ports, sourceNetwork: source_network, description };
}

/** Whether both let the same in and are described alike; their order means nothing, nor does a missing `/32`. */
export function sameRules(some: readonly FirewallRule[], others: readonly FirewallRule[]): boolean {
  return JSON.stringify(some.map(canonical).sort()) === JSON.stringify(others.map(canonical).sort());
}

/** The actual rules in the order and words of the written ones; one that differs stands where its original is missing. */
export function inWordsOf(written: readonly FirewallRule[], actual: readonly FirewallRule[]): FirewallRule[] {
  const left = [...actual];
  const there = written.map((rule) => {
    const at = left.findIndex((other) => canonical(other) === canonical(rule));
    if (at !== -1) left.splice(at, 1);
    return at === -1 ? undefined : rule;
  });
  const inPlace = there.flatMap((rule) => rule ?? left.shift() ?? []);
  return [...inPlace, ...left];
}

function canonical({ protocol, portRange = [], sourceNetwork, description }: FirewallRule): string {
  const network = sourceNetwork.includes("/") ? sourceNetwork : `${sourceNetwork}/32`;
  return JSON.stringify([protocol, portRange, network, description]);
}
