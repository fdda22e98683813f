import { differences } from "../plugin/differences";
import { parsePath } from "../plugin/path";
import { type Existing, type Props, UNKNOWN, type Value } from "../plugin/types";
import { isValueObject } from "../plugin/values";
import type { Field, Fields } from "./field";
import { isPresent } from "./value";

/**
 * `news`, with everything that the vendor takes for unchanged written as in `olds`: another case, another order, another
 * spelling of an identifier. What is left between `olds` and the result are real changes.
 */
export function aligned(fields: Fields, olds: Props, news: Props): Props {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return Object.fromEntries(
    names.map((name) => {
      const field = fields[name];
      if (field?.createOnly) return [name, olds[name]];
      return [name, field === undefined ? news[name] : alignedValue(field, olds[name], news[name])];
    }),
  );
}

/**
 * `news`, with the old input wherever saying something or nothing comes to the same: the vendor has that value already,
 * because it is its default or because it filled it in.
 */
export function withUnsaid(fields: Fields, olds: Existing, news: Props): Props {
  const unchanged = Object.entries(fields).filter(([name, field]) => {
    if (isUnset(field, olds.inputs[name]) === isUnset(field, news[name])) return false;
    const filledIn = field.computed ? olds.outputs[name] : field.vendorDefault;
    const said = isUnset(field, news[name]) ? olds.inputs[name] : news[name];
    return filledIn !== undefined && isSame(field, filledIn, said);
  });
  return { ...news, ...Object.fromEntries(unchanged.map(([name]) => [name, olds.inputs[name]])) };
}

/** The program says nothing of it. */
export function isUnset(field: Field, value: Value | undefined): boolean {
  return !isPresent(value) || (field.unsetAs !== undefined && isSame(field, field.unsetAs, value));
}

/** Whether the vendor takes both for the same. */
export function isSame(field: Field, one: Value | undefined, other: Value | undefined): boolean {
  const changes = differences({ value: one }, { value: alignedValue(field, one, other) });
  return Object.keys(changes).length === 0;
}

/** For `differences`: whether the field at a path, or one around it, forces a replacement. */
export function forcesReplacement(fields: Fields): (path: string) => boolean {
  return (path) => fieldsAlong(fields, path).some((field) => field.forcesReplacement);
}

function alignedValue(field: Field, old: Value | undefined, now: Value | undefined): Value | undefined {
  if (old === undefined || now === undefined || old === UNKNOWN || now === UNKNOWN) return now;
  if (field.same !== undefined) return field.same(old, now) ? old : now;
  if (typeof old === "string" && typeof now === "string") {
    return field.anyCase && old.toLowerCase() === now.toLowerCase() ? old : now;
  }
  const of = field.of;
  if (Array.isArray(old) && Array.isArray(now) && of !== undefined) {
    if (field.type === "set") return alignedSet(of, old, now);
    return now.map((item, index) => alignedValue(of, old[index], item) as Value);
  }
  if (!isValueObject(old) || !isValueObject(now)) return now;
  if (field.fields !== undefined) return aligned(field.fields, old, now);
  return now;
}

/** Elements that stay keep their place; new ones fill the places of those that went. */
function alignedSet(of: Field, olds: readonly Value[], news: readonly Value[]): Value[] {
  const left = [...news];
  const kept = olds.map((old) => {
    const index = left.findIndex((now) => isSame(of, old, now));
    if (index < 0) return undefined;
    left.splice(index, 1);
    return old;
  });
  const filled = kept.map((value) => value ?? left.shift());
  return [...filled, ...left].filter((value) => value !== undefined);
}

function fieldsAlong(fields: Fields, path: string): Field[] {
  const found: Field[] = [];
  let inside: Fields | undefined = fields;
  let of: Field | undefined;
  for (const part of parsePath(path)) {
    const field: Field | undefined = typeof part === "number" || of?.type === "map" ? of?.of : inside?.[part];
    if (field === undefined) break;
    found.push(field);
    of = field;
    inside = field.fields;
  }
  return found;
}
