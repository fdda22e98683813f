import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import type { FirewallRule } from "../lambda/firewallRules";
import { type FirewallRuleArgs, FirewallRuleset } from "../lambda/firewallRuleset";
import { GlobalFirewall } from "../lambda/globalFirewall";
import { dnsName } from "../naming";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";
import { globalRules, inboundRules } from "./firewallRules";

export interface ClusterFirewallArgs {
  readonly platform: Platform;
  readonly lambda: Settings["lambda"];
}

/** What is let in to the cluster's hosts, in each region where they may come up. */
export class ClusterFirewall extends PlatformComponent {
  /** The rule set's id, by region. */
  readonly rulesets: Readonly<Record<string, pulumi.Output<string>>>;
  /** Where this stack governs the account. */
  readonly global?: GlobalFirewall;

  constructor(name: string, { platform, lambda }: ClusterFirewallArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:cluster:ClusterFirewall", name, platform, options);
    const { adminNetworks, governsAccount } = lambda.firewall;
    const rules = asArgs(inboundRules(adminNetworks));
    const rulesets = lambda.regions.map((region) => {
      const ruleset = { name: dnsName(platform.project, platform.stack), region, rules };
      return [region, new FirewallRuleset(this.name(region), ruleset, this.child).id] as const;
    });
    this.rulesets = Object.fromEntries(rulesets);
    if (governsAccount)
      this.global = new GlobalFirewall(this.name("global"), { rules: asArgs(globalRules) }, this.child);
    this.registerOutputs({ rulesets: this.rulesets });
  }
}

const asArgs = (rules: readonly FirewallRule[]): FirewallRuleArgs[] =>
  rules.map(({ portRange, ...rule }) => (portRange === undefined ? rule : { ...rule, portRange: [...portRange] }));
