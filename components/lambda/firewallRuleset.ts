import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic/loader";

export interface FirewallRuleArgs {
  readonly protocol: Input<"tcp" | "udp" | "icmp" | "all">;
  /** Lowest and highest port, e.g. `[22, 22]`; none for `icmp`, required otherwise. */
  readonly portRange?: Input<Input<number>[]>;
  /** An IPv4 network, e.g. `203.0.113.0/24`; an address alone means that one. */
  readonly sourceNetwork: Input<string>;
  /** At most 128 characters. */
  readonly description: Input<string>;
}

export interface FirewallRulesetArgs {
  /** 1 to 64 characters; changed in place. */
  readonly name: Input<string>;
  /** Only hosts of this region can use it; `us-south-1` has no firewall. Another region is another ruleset. */
  readonly region: Input<string>;
  /** What is let in, beside the account's global rules; changed in place. */
  readonly rules: Input<Input<FirewallRuleArgs>[]>;
  /** Takes over the ruleset with this id. Default: the one with this name and region, else a new one. */
  readonly existingId?: Input<string>;
}

/** Inbound firewall rules at Lambda Cloud, for the hosts that name it in `firewallRulesets`. */
export class FirewallRuleset extends DynamicResource {
  declare readonly name: Output<string>;
  declare readonly region: Output<string>;

  constructor(name: string, args: FirewallRulesetArgs, options?: CustomResourceOptions) {
    super("FirewallRuleset", name, { ...args }, options);
  }
}
