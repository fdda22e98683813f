import { z } from "zod";

/*
 * The kinds of value that settings are made of. The message of each one's error is what it allows and nothing else;
 * `mistakes.ts` puts where and which value before it.
 */

/** Text of one form; `allowed` says which, e.g. "a lower-case name". */
export const text = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);

/** A whole number within bounds. */
export function whole(minimum: number, maximum: number) {
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  // One mistake, one message: what is checked over several values is not, where one of them is out of bounds.
  const once = { error: allowed, abort: true };
  return z.int(allowed).min(minimum, once).max(maximum, once);
}

export const host = text(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, "a host name or an IP address");

export const gitHubName = text(/^[A-Za-z0-9_.-]{1,100}$/, "a name as GitHub allows it, e.g. sophia-ai");

/** One of the vendor's words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `one of ${values.join(", ")}`);

/** A group of settings: frozen, and no key in it that is not known. */
export function section<T extends z.core.$ZodLooseShape>(shape: T) {
  const known = Object.keys(shape).join(", ");
  return z
    .strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? known : `a group of ${known}`) })
    .readonly();
}

/** One or more of `item`, frozen; `what` names them, e.g. "regions". */
export function list<T extends z.core.SomeType>(item: T, what: string) {
  const allowed = `a list of one or more ${what}`;
  return z.array(item, allowed).min(1, allowed).readonly();
}
