import { randomBytes } from "node:crypto";
import type { Props } from "../plugin/types";
import type { Fields } from "./field";
import { asText } from "./value";

/**
 * The inputs with a name made up where the program gives none: the resource's name, a dash and seven random digits, as
 * the official plugins do it; the one of the last `up` again, where that was made up too.
 */
export function withAutoname(fields: Fields, news: Props, olds: Props | undefined, resource: string): Props {
  const field = autonameOf(fields);
  if (field === undefined || (news[field] !== undefined && news[field] !== null)) return news;
  const before = asText(olds?.[field]);
  const isOurs = before?.slice(0, -DIGITS) === `${resource}-` && /^[0-9a-f]+$/.test(before.slice(-DIGITS));
  return { ...news, [field]: isOurs ? before : `${resource}-${randomBytes(4).toString("hex").slice(0, DIGITS)}` };
}

/** The field that can be made up; undefined where the type has none. */
export function autonameOf(fields: Fields): string | undefined {
  return Object.keys(fields).find((name) => fields[name]?.autoname);
}

const DIGITS = 7;
