import type { FirewallRule } from "../lambda/firewallRules";

const anywhere = "0.0.0.0/0";

/**
 * What reaches a host from outside: SSH and Kubernetes' API from the admin networks, HTTP from anywhere. What the hosts
 * say to each other goes over the vendor's private network, which its firewall is assumed not to touch.
 */
export function inboundRules(adminNetworks: readonly string[]): FirewallRule[] {
  const admin = adminNetworks.flatMap((network) => [
    tcp(22, network, "SSH from an admin network"),
    tcp(6443, network, "Kubernetes API from an admin network"),
  ]);
  return [...admin, tcp(80, anywhere, "HTTP, redirected to HTTPS"), tcp(443, anywhere, "HTTPS")];
}

/** For every host of the account: ping alone. Lambda's default lets SSH in from anywhere too. */
export const globalRules: readonly FirewallRule[] = [
  { protocol: "icmp", sourceNetwork: anywhere, description: "Ping" },
];

function tcp(port: number, sourceNetwork: string, description: string): FirewallRule {
  return { protocol: "tcp", portRange: [port, port], sourceNetwork, description };
}
