import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic/loader";
import type { FirewallRuleArgs } from "./firewallRuleset";

export interface GlobalFirewallArgs {
  /** All that is let in to every host of the account, whatever its own rule sets are; changed in place. */
  readonly rules: Input<Input<FirewallRuleArgs>[]>;
}

/**
 * The account's global firewall rules at Lambda Cloud, which let SSH in from anywhere until somebody changes them. There
 * is one set an account, so one stack of it may declare them. Deleting brings back the rules that were there before.
 */
export class GlobalFirewall extends DynamicResource {
  constructor(name: string, args: GlobalFirewallArgs, options?: CustomResourceOptions) {
    super("GlobalFirewall", name, { ...args }, options);
  }
}
