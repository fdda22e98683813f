import { formatPath, type Path, parsePath } from "../plugin/path";
import { type Mistake, type Props, UNKNOWN, type Value } from "../plugin/types";
import { isValueObject } from "../plugin/values";
import type { Field, Fields, Rule } from "./field";
import { nearest } from "./nearest";
import { isPresent, present } from "./value";

/** Values are shown in reasons; a long one says no more than its beginning. */
const LONGEST_SHOWN = 60;

/** Names every mistake at once, and fills in the plugin's defaults. Unknown values of a preview pass. */
export function check(fields: Fields, rules: readonly Rule[], inputs: Props): { inputs: Props; mistakes: Mistake[] } {
  const given = present(inputs);
  return { inputs: withDefaults(fields, given), mistakes: mistakesIn(fields, rules, given, []) };
}

function mistakesIn(fields: Fields, rules: readonly Rule[], inputs: Props, path: Path): Mistake[] {
  const at = (name: string) => formatPath([...path, name]);
  const unknown = Object.keys(inputs).filter((name) => fields[name] === undefined);
  const missing = Object.keys(fields).filter((name) => fields[name]?.required && !isPresent(inputs[name]));
  const between = rules.flatMap((rule) => rule(inputs));
  return [
    ...unknown.map((name) => ({ property: at(name), reason: notKnown(name, Object.keys(fields)) })),
    ...missing.map((name) => ({ property: at(name), reason: "is required" })),
    ...Object.entries(fields).flatMap(([name, field]) => mistakesOf(field, inputs[name], [...path, name])),
    ...between.map(({ property, reason }) => ({ property: formatPath([...path, ...parsePath(property)]), reason })),
  ];
}

function mistakesOf(field: Field, value: Value | undefined, path: Path): Mistake[] {
  if (!isPresent(value) || value === UNKNOWN) return [];
  const property = formatPath(path);
  if (field.notImitated !== undefined) {
    return [{ property, reason: `is known to the vendor, but not to this stand-in: ${field.notImitated}` }];
  }
  const wrong = wrongType(field, value) ?? outside(field, value);
  if (wrong !== undefined) return [{ property, reason: wrong }];
  if (isValueObject(value) && field.fields !== undefined) {
    return mistakesIn(field.fields, field.rules ?? [], present(value), path);
  }
  const of = field.of;
  if (of === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => mistakesOf(of, item, [...path, index]));
  return Object.entries(value).flatMap(([key, item]) => mistakesOf(of, item, [...path, key]));
}

function wrongType(field: Field, value: Value): string | undefined {
  if (field.type === "json" || fits(field, value)) return undefined;
  const wanted = {
    text: "a text",
    integer: "a whole number",
    boolean: "true or false",
    object: "an object",
    map: "a map",
  };
  return `must be ${field.type in wanted ? wanted[field.type as keyof typeof wanted] : "a list"}, not ${shown(field, value)}`;
}

function fits({ type }: Field, value: Value): boolean {
  if (type === "text") return typeof value === "string";
  if (type === "integer") return Number.isInteger(value);
  if (type === "boolean") return typeof value === "boolean";
  return type === "list" || type === "set" ? Array.isArray(value) : isValueObject(value);
}

function outside(field: Field, value: Value): string | undefined {
  const allowed = field.oneOf;
  if (allowed !== undefined && !allowed.some((one) => one === value || (field.anyCase && matches(one, value)))) {
    return `must be one of ${allowed.join(", ")}, not ${shown(field, value)}`;
  }
  const { min, max } = field;
  const size = sizeOf(value);
  const unit = typeof value === "string" ? " bytes long" : Array.isArray(value) ? " long" : "";
  const said = typeof value === "number" ? String(value) : String(size);
  if (min !== undefined && size < min) return `must be at least ${min}${unit}, not ${said}`;
  if (max !== undefined && size > max) return `must be at most ${max}${unit}, not ${said}`;
  return typeof value === "string" ? field.valid?.(value) : undefined;
}

function sizeOf(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return Buffer.byteLength(value);
  return Array.isArray(value) ? value.length : 0;
}

function matches(one: string | number, value: Value): boolean {
  return typeof value === "string" && String(one).toLowerCase() === value.toLowerCase();
}

function shown(field: Field, value: Value): string {
  if (field.secret !== undefined) return "the given value";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  const plain = typeof value === "string" ? JSON.stringify(value) : String(value);
  return plain.length > LONGEST_SHOWN ? `${plain.slice(0, LONGEST_SHOWN)}...` : plain;
}

function notKnown(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined
    ? `is not an input; the inputs are ${[...known].sort().join(", ")}`
    : `is not an input; did you mean "${meant}"?`;
}

function withDefaults(fields: Fields, inputs: Props): Props {
  const filled = Object.entries(fields).flatMap(([name, field]): [string, Value][] => {
    const value = inputs[name] ?? field.default ?? field.unsetAs;
    if (value === undefined) return [];
    return [[name, isValueObject(value) && field.fields ? withDefaults(field.fields, present(value)) : value]];
  });
  return { ...inputs, ...Object.fromEntries(filled) };
}
