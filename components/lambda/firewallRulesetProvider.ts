import { failures, list, type Rule, text } from "../dynamic/check";
import type { Implementation, Properties } from "../dynamic/implementation";
import type { Account } from "./account";
import type { LambdaClient } from "./client";
import { findOrAdd } from "./findOrAdd";
import {
  type FirewallRule,
  firewallRule,
  fromVendor,
  inWordsOf,
  rulesOf,
  sameRules,
  sameRulesUnlessUnknown,
  toVendor,
} from "./firewallRules";
import { existingId } from "./limits";
import { patiently } from "./patience";
import type { VendorFirewallRuleset } from "./schemas";

const region: Rule = (value) =>
  value === "us-south-1" ? "must not be us-south-1: Lambda has no firewall there" : text({ max: 64 })(value);

const rules = { name: text({ max: 64 }), region, rules: list(firewallRule), existingId };

export function firewallRulesets(account: Account, say: (line: string) => void): Implementation {
  return {
    async check(_olds, news) {
      return { inputs: news, failures: failures("FirewallRuleset", rules, news) };
    },
    async diff(_id, olds, news) {
      const replaces = olds.region === news.region ? [] : ["region"];
      const changed = olds.name !== news.name || !sameRulesUnlessUnknown(olds.rules, news.rules);
      return { changes: changed || replaces.length > 0, replaces, deleteBeforeReplace: olds.name === news.name };
    },
    async create(inputs) {
      const client = await account();
      const [name, region, wanted] = [String(inputs.name), String(inputs.region), rulesOf(inputs.rules)];
      const ruleset = await findOrAdd(
        `firewall ruleset ${name}`,
        say,
        () => find(client, name, region, wanted),
        () => client.createFirewallRuleset(name, region, wanted.map(toVendor)),
      );
      return { id: ruleset.id, outs: outputsOf(ruleset, wanted) };
    },
    async read(id, known) {
      const ruleset = await (await account()).getFirewallRuleset(id);
      if (ruleset === undefined) return {};
      const props = outputsOf(ruleset, rulesOf(known.rules));
      return { id, props, inputs: props };
    },
    async update(id, _olds, news) {
      const wanted = rulesOf(news.rules);
      const change = { name: String(news.name), rules: wanted.map(toVendor) };
      return { outs: outputsOf(await (await account()).updateFirewallRuleset(id, change), wanted) };
    },
    async delete(id, known) {
      const client = await account();
      // In use until its last host is gone.
      await patiently(client, `firewall ruleset ${known.name ?? id}`, say, () => client.deleteFirewallRuleset(id));
    },
  };
}

/** One of the same name that lets other traffic in is changed only where no host depends on it. */
async function find(client: LambdaClient, name: string, region: string, wanted: readonly FirewallRule[]) {
  const there = (await client.listFirewallRulesets()).find((one) => one.name === name && one.region.name === region);
  if (there === undefined || sameRules(there.rules.map(fromVendor), wanted)) return there;
  if (there.instance_ids.length === 0)
    return await client.updateFirewallRuleset(there.id, { rules: wanted.map(toVendor) });
  throw new Error(
    `firewall ruleset ${name}: ${region} has another one of that name (${there.id}) with other rules, used by ` +
      `${there.instance_ids.join(", ")}. Choose another name, or take it over with \`existingId\`.`,
  );
}

function outputsOf({ name, region, rules }: VendorFirewallRuleset, written: readonly FirewallRule[]): Properties {
  return { name, region: region.name, rules: inWordsOf(written, rules.map(fromVendor)) };
}
