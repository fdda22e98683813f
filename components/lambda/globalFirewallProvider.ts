import { failures, list } from "../dynamic/check";
import type { Implementation, Properties } from "../dynamic/implementation";
import type { Account } from "./account";
import { firewallRule, fromVendor, inWordsOf, rulesOf, sameRulesUnlessUnknown, toVendor } from "./firewallRules";
import type { VendorFirewallRule } from "./schemas";

const rules = { rules: list(firewallRule) };

/** The id of the one object that there is. */
const GLOBAL = "global";

export function globalFirewall(account: Account): Implementation {
  const set = async (wanted: Properties) => (await account()).setGlobalFirewall(rulesOf(wanted.rules).map(toVendor));
  return {
    async check(_olds, news) {
      return { inputs: news, failures: failures("GlobalFirewall", rules, news) };
    },
    async diff(_id, olds, news) {
      return { changes: !sameRulesUnlessUnknown(olds.rules, news.rules), replaces: [] };
    },
    async create(inputs) {
      // After a run that was killed in between, these are ours already: deleting then leaves them, which lets nobody in.
      const before = (await (await account()).getGlobalFirewall()).map(fromVendor);
      return { id: GLOBAL, outs: { rules: asWritten(await set(inputs), inputs), before } };
    },
    async read(id, known) {
      const actual = asWritten(await (await account()).getGlobalFirewall(), known);
      return { id, props: { ...known, rules: actual }, inputs: { rules: actual } };
    },
    async update(_id, olds, news) {
      return { outs: { rules: asWritten(await set(news), news), before: olds.before } };
    },
    async delete(_id, known) {
      await set({ rules: known.before });
    },
  };
}

function asWritten(actual: readonly VendorFirewallRule[], written: Properties) {
  return inWordsOf(rulesOf(written.rules), actual.map(fromVendor));
}
