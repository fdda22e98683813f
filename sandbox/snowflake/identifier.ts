import type { Value } from "../plugin/types";
import { type Field, text } from "../table/field";

/** Snowflake's longest identifier. */
const LONGEST = 255;

/** The parts of an identifier, without their quotes: `"A"."b c"` or `A.B`. */
export function partsOf(identifier: string): string[] {
  return (identifier.match(/"[^"]*"|[^.]+/g) ?? []).map((part) => part.replace(/^"|"$/g, ""));
}

/** A fully qualified name, `"DB"."SCHEMA"`, as the provider 1.x writes it. */
export function qualified(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replace(/^"|"$/g, "")}"`).join(".");
}

/** The same identifier quoted throughout. */
export function requalified(identifier: string): string {
  return qualified(...partsOf(identifier));
}

/** The last part without quotes: how the provider writes the id of an object of the account. */
export function bare(identifier: string): string {
  return partsOf(identifier).at(-1) ?? "";
}

/** Quotes make no difference to the provider, which quotes every identifier itself; case does. */
export function isSameIdentifier(one: Value, other: Value): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  return requalified(one) === requalified(other);
}

/** The name of one object; the provider advises against the characters that it separates names with. */
export function name(details: Partial<Field> = {}): Field {
  return text({ ...details, same: isSameIdentifier, valid: (value) => validPart(value.replace(/^"(.*)"$/, "$1")) });
}

/** A reference of so many parts to another object. */
export function reference(parts: number, details: Partial<Field> = {}): Field {
  const wrong = `must be an identifier of ${parts === 1 ? "one part" : `${parts} parts, e.g. "A"."B"`}`;
  const valid = (value: string) => {
    const found = partsOf(value);
    return found.length === parts ? found.map(validPart).find((reason) => reason !== undefined) : wrong;
  };
  return text({ ...details, same: isSameIdentifier, valid });
}

function validPart(part: string): string | undefined {
  if (part.length === 0) return "must not be empty";
  if (part.length > LONGEST) return `must have at most ${LONGEST} characters, not ${part.length}`;
  const wrong = part.match(/[|."]/)?.[0];
  return wrong === undefined
    ? undefined
    : `must not contain ${JSON.stringify(wrong)}, which the provider takes for a separator`;
}
