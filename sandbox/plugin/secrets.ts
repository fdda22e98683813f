import { isDeepStrictEqual } from "node:util";
import { type Path, parsePath } from "./path";
import { isPlainObject, SIGNATURE, SIGNATURES, signatureOf, UNKNOWNS, type Wire, type WireObject } from "./wire";

/** Shorter texts are no secrets, and blotting them out would garble every message. */
const SHORTEST_SECRET = 4;

export function isSecret(wire: Wire | undefined): wire is WireObject {
  return signatureOf(wire) === SIGNATURES.secret;
}

/** The value inside a secret; any other value as it is. */
export function contentOf(wire: Wire): Wire {
  return isSecret(wire) ? contentOf(wire.value ?? null) : wire;
}

export function containsSecret(wire: Wire | undefined): boolean {
  if (isSecret(wire)) return true;
  if (Array.isArray(wire)) return wire.some(containsSecret);
  return isPlainObject(wire) && Object.values(wire).some(containsSecret);
}

/** `wire` as one secret, without secrets inside it. */
export function sealed(wire: Wire): WireObject {
  return { [SIGNATURE]: SIGNATURES.secret, value: unsealed(wire) };
}

/** `wire` with every secret in clear. */
export function unsealed(wire: Wire): Wire {
  const content = contentOf(wire);
  if (Array.isArray(content)) return content.map(unsealed);
  return isPlainObject(content) ? mapObject(content, (value) => unsealed(value)) : content;
}

/**
 * `wire` with a secret wherever `like` has one at the same path. A list that is not the same list as in `like` becomes
 * secret as a whole, because vendors reorder lists, and so does whatever took the place of an object with a secret in it.
 */
export function sealedLike(wire: Wire, like: Wire | undefined): Wire {
  if (like === undefined || isSecret(wire) || !containsSecret(like)) return wire;
  if (isPlainObject(wire) && isPlainObject(like)) return mapObject(wire, (value, key) => sealedLike(value, like[key]));
  if (Array.isArray(wire) && Array.isArray(like) && isDeepStrictEqual(unsealed(wire), unsealed(like))) {
    return wire.map((value, index) => sealedLike(value, like[index]));
  }
  return sealed(wire);
}

/** `wire` with a secret at each of `paths` where there is a value. */
export function sealedAt(wire: Wire, paths: readonly string[]): Wire {
  return paths.reduce((value, path) => sealAt(value, parsePath(path)), wire);
}

function sealAt(wire: Wire, path: Path): Wire {
  const [key, ...rest] = path;
  if (isSecret(wire)) return wire;
  if (key === undefined || (typeof wire === "string" && UNKNOWNS.has(wire))) return sealed(wire);
  if (Array.isArray(wire))
    return wire.map((value, index) => (key === "*" || key === index ? sealAt(value, rest) : value));
  if (!isPlainObject(wire)) return wire;
  return mapObject(wire, (value, name) => (key === "*" || key === name ? sealAt(value, rest) : value));
}

/** The texts inside the secrets of `wire` that are long enough to be looked for elsewhere. */
export function secretTexts(wire: Wire, inSecret = false): string[] {
  if (isSecret(wire)) return secretTexts(wire.value ?? null, true);
  if (Array.isArray(wire)) return wire.flatMap((value) => secretTexts(value, inSecret));
  if (isPlainObject(wire)) return Object.values(wire).flatMap((value) => secretTexts(value, inSecret));
  const text = typeof wire === "number" ? String(wire) : wire;
  const worth = inSecret && typeof text === "string" && text.length >= SHORTEST_SECRET && !UNKNOWNS.has(text);
  return worth ? [text] : [];
}

function mapObject(object: WireObject, change: (value: Wire, key: string) => Wire): WireObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
