import type { Props, Value } from "./types";

/**
 * A provider's arguments as the vendor's code wants them. Pulumi's SDKs send each one as text, JSON where it isn't a
 * string; without the schema, what can't be anything else is decoded: true, false, objects and lists. A number stays
 * text, since an account number looks the same; a text that is JSON itself (a kubeconfig) arrives decoded.
 */
export function decodeArguments(args: Props): Props {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, decodeArgument(value)]));
}

function decodeArgument(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !/^\s*(\{|\[|true$|false$)/.test(value)) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value; // Not JSON after all, e.g. a password that begins with a bracket.
  }
}
