import type { Props, Value } from "./types";

/**
 * A provider's arguments as the vendor's code wants them. Pulumi's SDKs send each one as text, JSON where it isn't a
 * string; without the schema, what can't be anything else is decoded: true, false, objects and lists. A number stays
 * text, since an account number looks the same; a text that is JSON itself (a kubeconfig) arrives decoded.
 */
export function decodeArguments(args: Props): Props {
  const own = Object.entries(args).filter(([name]) => !ENGINES.has(name));
  return Object.fromEntries(own.map(([name, value]) => [name, decodeArgument(value)]));
}

/** Which plugin to run, and from where: the engine's own, among the arguments of every provider. */
const ENGINES = new Set(["version", "pluginDownloadURL", "pluginChecksums", "__internal"]);

function decodeArgument(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !/^\s*(\{|\[|true$|false$)/.test(value)) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value; // Not JSON after all, e.g. a password that begins with a bracket.
  }
}
