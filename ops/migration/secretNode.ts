import { isMap, isScalar, Scalar, YAMLMap } from "yaml";

/**
 * What has to be kept as base64. ESC reads `$$` and `${` in a definition's text as an escape and a reference, but not in
 * what it has sealed: there an escaped value would be opened with its escapes (pulumi/esc, eval/crypt.go seals the text as
 * written, eval/eval.go opens it as it is). The other characters are such as YAML libraries write in different ways.
 */
const AMBIGUOUS = /\$[${]|[^\t\n\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u;

/** What an ESC definition has at a place. */
export type Kept =
  | { readonly kind: "nothing" }
  | { readonly kind: "secret"; readonly value: string }
  /** In clear for whoever may read the definition. */
  | { readonly kind: "clear"; readonly value: string }
  /** A reference, a provider, a mapping: only ESC knows its value. */
  | { readonly kind: "other" };

/** A secret as an ESC definition has it: opened, it is `value`, whether ESC has sealed the definition or not. */
export function secretNode(value: string): YAMLMap {
  if (!AMBIGUOUS.test(value)) return functionNode("fn::secret", quoted(value));
  return functionNode("fn::fromBase64", functionNode("fn::secret", quoted(Buffer.from(value).toString("base64"))));
}

/** The other way round, and whatever else people write there. */
export function readNode(node: unknown): Kept {
  if (node === undefined || (isScalar(node) && (node.value === null || node.value === ""))) return { kind: "nothing" };
  if (isScalar(node)) return typeof node.value === "string" ? unescaped("clear", node.value) : { kind: "other" };
  const encoded = argumentOf("fn::fromBase64", node);
  const text = argumentOf("fn::secret", encoded ?? node);
  if (!isScalar(text) || typeof text.value !== "string") return { kind: "other" };
  if (encoded === undefined) return unescaped("secret", text.value);
  return { kind: "secret", value: Buffer.from(text.value, "base64").toString() };
}

function functionNode(name: string, argument: unknown): YAMLMap {
  const node = new YAMLMap();
  node.set(name, argument);
  return node;
}

/** Double quotes take every character on one line, and no value is mistaken for a number or a date. */
function quoted(value: string): Scalar<string> {
  const scalar = new Scalar(value);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

function argumentOf(name: string, node: unknown): unknown {
  return isMap(node) && node.items.length === 1 ? node.get(name, true) : undefined;
}

/** Text with `$$` or `${` is not ours, and what it opens as depends on how it came there. */
function unescaped(kind: "secret" | "clear", value: string): Kept {
  return /\$[${]/.test(value) ? { kind: "other" } : { kind, value };
}
