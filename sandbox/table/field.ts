import type { Mistake, Props, Value } from "../plugin/types";
import type { Json } from "../world/world";

/** One input of a resource type, as its vendor's plugin describes it. */
export interface Field {
  /** `set` is a list whose order says nothing; `json` is whatever JSON allows. */
  readonly type: "text" | "integer" | "boolean" | "list" | "set" | "map" | "object" | "json";
  /** What a list, set or map holds. */
  readonly of?: Field;
  /** What an object holds, and rules between those. */
  readonly fields?: Fields;
  readonly rules?: readonly Rule[];

  readonly required?: true;
  readonly oneOf?: readonly (string | number)[];
  /** The vendor reads it in any case, so another case is no change. */
  readonly anyCase?: true;
  /** Least and most: a number's value, a text's bytes, a list's length. */
  readonly min?: number;
  readonly max?: number;
  /** Why a text is refused, or undefined. */
  readonly valid?: (value: string) => string | undefined;

  /** Written into the inputs by the official plugin where the program says nothing. */
  readonly default?: Json;
  /** What the vendor has while nobody says anything; a different value is then a change behind Pulumi's back. */
  readonly vendorDefault?: Json;
  /** The official plugin's word for "nothing was said" (`default`, -1). */
  readonly unsetAs?: Json;
  /** While the program says nothing, whatever the vendor has is right (Terraform's optional and computed). */
  readonly computed?: true;
  /** Where the program names nothing, the resource's name and seven random digits do. */
  readonly autoname?: true;

  readonly forcesReplacement?: true;
  /** A change after the creation is not looked at. */
  readonly createOnly?: true;
  /** An option of the plugin: the vendor never hears of it. */
  readonly pluginOnly?: true;
  /**
   * `shown`: only Pulumi treats it as secret. `sealed`: the vendor gives it back, so the world keeps it encrypted.
   * `hidden`: the vendor never gives it back; the world keeps a salted hash, and a read repeats what Pulumi knows.
   */
  readonly secret?: "shown" | "sealed" | "hidden";
  /** For `sealed`: hidden where this other field is true. */
  readonly hiddenWhen?: string;
  /** Two spellings of one value, where case and order don't cover it. */
  readonly same?: (one: Value, other: Value) => boolean;
  /** The vendor's own name of it, where the table's way of spelling doesn't give it. */
  readonly as?: string;
  /** How the vendor writes the value, where it isn't simply the same. */
  readonly codec?: Codec;
  /** The vendor has it, this stand-in doesn't: what to use instead. */
  readonly notImitated?: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** What has to hold between fields. */
export type Rule = (inputs: Props) => readonly Mistake[];

export interface Codec {
  readonly toVendor: (value: Json) => Json;
  readonly fromVendor: (value: Json) => Json;
}

type Details = Omit<Field, "type" | "of" | "fields">;

export const text = (details: Details = {}): Field => ({ type: "text", ...details });
export const integer = (details: Details = {}): Field => ({ type: "integer", ...details });
export const flag = (details: Details = {}): Field => ({ type: "boolean", ...details });
export const json = (details: Details = {}): Field => ({ type: "json", ...details });
export const list = (of: Field, details: Details = {}): Field => ({ type: "list", of, ...details });
export const set = (of: Field, details: Details = {}): Field => ({ type: "set", of, ...details });
export const map = (of: Field, details: Details = {}): Field => ({ type: "map", of, ...details });
export const object = (fields: Fields, details: Details = {}): Field => ({ type: "object", fields, ...details });

/** Paths of everything secret, as Pulumi writes them, e.g. `variables[*].value`. */
export function secretPaths(fields: Fields, prefix = ""): string[] {
  return Object.entries(fields).flatMap(([name, field]) => pathsIn(field, `${prefix}${name}`));
}

function pathsIn(field: Field, path: string): string[] {
  if (field.secret !== undefined) return [path];
  if (field.of !== undefined) return pathsIn(field.of, `${path}[*]`);
  return field.fields === undefined ? [] : secretPaths(field.fields, `${path}.`);
}
