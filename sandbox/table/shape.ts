import type { Props, Value } from "../plugin/types";
import { isValueObject } from "../plugin/values";
import type { Json } from "../world/world";
import { isSame, isUnset } from "./aligned";
import type { Field, Fields } from "./field";
import type { Stored } from "./row";
import { fingerprint, type Sealer } from "./secrets";
import { asProps, isPresent, present, toJson } from "./value";

/** How a vendor spells the names that Pulumi spells `likeThis`. */
export type Spelling = "snake_case" | "camelCase";

/** Between Pulumi's inputs and a vendor's objects. */
export class Shape {
  constructor(
    private readonly spelling: Spelling,
    private readonly sealer: Sealer,
  ) {}

  /** What the vendor has after `inputs` were written; `before` keeps whatever no field speaks of. */
  toVendor(fields: Fields, inputs: Props, before: Stored = {}): Stored {
    const spoken = new Set(Object.entries(fields).flatMap(([name, field]) => this.#keysOf(name, field)));
    const kept = Object.entries(before).filter(([key]) => !spoken.has(key));
    const written = Object.entries(fields).flatMap(([name, field]): [string, Json][] => {
      const { plain, hidden } = this.#keys(name, field);
      const unset = isUnset(field, inputs[name]);
      const had = before[plain];
      if (unset && field.computed && isPresent(had)) return [[plain, had]];
      const value = unset ? field.vendorDefault : inputs[name];
      if (!isPresent(value) || field.pluginOnly) return [];
      if (isHidden(field, inputs)) return [[hidden, fingerprint(String(value))]];
      return [[plain, this.#valueToVendor(field, value)]];
    });
    return Object.fromEntries([...kept, ...written]);
  }

  /**
   * What Pulumi sees. Inputs: what was known, with the vendor's values, and what somebody else set. Values: all of it,
   * with what the vendor filled in.
   */
  fromVendor(fields: Fields, object: Stored, known: Props | undefined): { inputs: Props; values: Props } {
    const seen = Object.entries(fields).map(([name, field]): Seen => {
      const input = known?.[name];
      const shown = this.#shown(field, this.#keys(name, field), object, input);
      return { name, input: this.#asInput(field, shown, input), shown };
    });
    const inputs = seen.map(({ name, input }): Entry => [name, input]);
    const values = seen.map(({ name, input, shown }): Entry => [name, input ?? shown]);
    return { inputs: present(Object.fromEntries(inputs)), values: present(Object.fromEntries(values)) };
  }

  #asInput(field: Field, shown: Value | undefined, known: Value | undefined): Value | undefined {
    if (!isPresent(shown)) return undefined;
    if (!isUnset(field, known)) return isSame(field, known, shown) ? known : shown;
    const asUsual = field.computed || (field.vendorDefault !== undefined && isSame(field, field.vendorDefault, shown));
    return asUsual ? (known ?? field.unsetAs) : shown;
  }

  #shown(field: Field, { plain, hidden }: Keys, object: Stored, known: Value | undefined): Value | undefined {
    if (field.pluginOnly || field.secret === "hidden" || object[hidden] !== undefined) return known;
    const stored = object[plain];
    return isPresent(stored) ? this.#valueFromVendor(field, stored, known) : undefined;
  }

  #valueToVendor(field: Field, value: Value): Json {
    if (field.secret === "sealed") return this.sealer.seal(String(value));
    const of = field.of;
    if (field.codec !== undefined) return field.codec.toVendor(toJson(value));
    if (Array.isArray(value) && of !== undefined) return value.map((item) => this.#valueToVendor(of, item));
    if (isValueObject(value) && field.fields !== undefined) return this.toVendor(field.fields, value) as Json;
    return toJson(value);
  }

  #valueFromVendor(field: Field, stored: Json, known: Value | undefined): Value {
    if (field.secret === "sealed") return this.sealer.open(String(stored));
    if (field.codec !== undefined) return field.codec.fromVendor(stored) as Value;
    const of = field.of;
    if (Array.isArray(stored) && of !== undefined) {
      const knowns = Array.isArray(known) ? known : [];
      return stored.map((item, index) => this.#valueFromVendor(of, item, knowns[index]));
    }
    if (!isValueObject(stored as Value) || field.fields === undefined) return stored as Value;
    return this.fromVendor(field.fields, stored as Stored, asProps(known)).inputs;
  }

  #keysOf(name: string, field: Field): string[] {
    const { plain, hidden } = this.#keys(name, field);
    return field.secret === undefined ? [plain] : [plain, hidden];
  }

  #keys(name: string, field: Field): Keys {
    const plain = field.as ?? (this.spelling === "snake_case" ? snake(name) : name);
    return { plain, hidden: `${plain}_fingerprint` };
  }
}

type Entry = [name: string, value: Value | undefined];

interface Seen {
  readonly name: string;
  readonly input: Value | undefined;
  readonly shown: Value | undefined;
}

/** Where an object has a field's value: `hidden` only for what the vendor never gives back. */
interface Keys {
  readonly plain: string;
  readonly hidden: string;
}

function isHidden(field: Field, inputs: Props): boolean {
  return field.secret === "hidden" || (field.hiddenWhen !== undefined && inputs[field.hiddenWhen] === true);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
