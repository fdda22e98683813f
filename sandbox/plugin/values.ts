import { readTree } from "./assets";
import { contentOf } from "./secrets";
import { FileTree, type Props, UNKNOWN, type Value } from "./types";
import { isObject, SIGNATURES, signatureOf, UNKNOWN_TEXT, UNKNOWNS, type Wire, type WireObject } from "./wire";

/** True for lists among the plain values. */
export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** True for objects among the plain values. */
export function isValueObject(value: Value | undefined): value is Props {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof FileTree);
}

/** The plain value of what the engine sent: secrets in clear, unknowns as UNKNOWN, assets read from `folder`. */
export function decode(wire: Wire, folder: string): Value {
  const content = contentOf(wire);
  if (typeof content === "string" && UNKNOWNS.has(content)) return UNKNOWN;
  if (Array.isArray(content)) return content.map((value) => decode(value, folder));
  if (!isObject(content)) return content;
  const signature = signatureOf(content);
  if (signature === SIGNATURES.asset || signature === SIGNATURES.archive) return readTree(content, folder);
  if (signature !== undefined)
    throw new Error(`The engine sent a value with signature ${signature}, which was not agreed on.`);
  return decodeProps(content, folder);
}

export function decodeProps(wire: WireObject, folder: string): Props {
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, decode(value, folder)]));
}

/** The reverse of `decode`, with nothing secret yet; absent and undefined are the same. */
export function encode(value: Value): Wire {
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (value instanceof FileTree) return value.encoded as Wire;
  if (isValueList(value)) return value.map((item) => encode(item));
  return isValueObject(value) ? encodeProps(value) : value;
}

export function encodeProps(props: Props): WireObject {
  const present = Object.entries(props).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, encode(value)] as const],
  );
  return Object.fromEntries(present);
}
