import fc from "fast-check";
import type { Props, Value } from "../../../sandbox/plugin/types";
import type { Field, Fields } from "../../../sandbox/table/field";

/** Values that the vendor takes for a field; for texts that only certain ones will do, `special` has them by name. */
export function valuesOf(field: Field, special: fc.Arbitrary<Value> | undefined): fc.Arbitrary<Value> {
  if (special !== undefined) return special;
  if (field.oneOf !== undefined) return fc.constantFrom(...field.oneOf).chain((one) => spellings(field, one));
  switch (field.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: field.min ?? 0, max: field.max ?? 1_000_000 });
    case "text":
      return fc.string({ minLength: field.min ?? 0, maxLength: Math.min(field.max ?? 20, 20), unit: "grapheme-ascii" });
    case "json":
      return fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null) as fc.Arbitrary<Value>;
    case "map":
      return fc.dictionary(fc.string(), valuesOf(elementOf(field), undefined), { maxKeys: 3 });
    case "object":
      return inputsOf(field.fields ?? {}, {});
    case "set":
      return fc.uniqueArray(valuesOf(elementOf(field), undefined), {
        ...lengths(field),
        selector: (value) => JSON.stringify(value),
      });
    default:
      return fc.array(valuesOf(elementOf(field), undefined), lengths(field));
  }
}

/** Inputs of a row or of an object inside one; fields that need a special value and have none are left out. */
export function inputsOf(fields: Fields, special: Record<string, fc.Arbitrary<Value>>): fc.Arbitrary<Props> {
  const usable = Object.entries(fields).filter(([name, field]) => special[name] !== undefined || isFree(field));
  const required = usable.filter(([name, field]) => field.required || special[name] !== undefined);
  return fc.record(Object.fromEntries(usable.map(([name, field]) => [name, valuesOf(field, special[name])])), {
    requiredKeys: required.map(([name]) => name),
  });
}

/** No rule of its own says what it has to look like. */
export function isFree(field: Field): boolean {
  if (field.valid !== undefined || field.notImitated !== undefined || field.rules !== undefined) return false;
  if (field.of !== undefined && !isFree(field.of)) return false;
  return Object.values(field.fields ?? {}).every(isFree);
}

function elementOf(field: Field): Field {
  if (field.of === undefined) throw new Error(`a ${field.type} of nothing`);
  return field.of;
}

function lengths({ min, max }: Field) {
  return { minLength: Math.max(min ?? 1, 1), maxLength: Math.min(max ?? 3, 3) };
}

function spellings(field: Field, one: string | number): fc.Arbitrary<Value> {
  if (typeof one === "number" || !field.anyCase) return fc.constant(one);
  return fc.constantFrom(one, one.toLowerCase(), one.toUpperCase());
}
