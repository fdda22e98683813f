import { FileTree, type Props, UNKNOWN, type Value } from "../plugin/types";
import { isValueObject } from "../plugin/values";
import type { Json } from "../world/world";

/** A text among inputs; undefined where it is something else, absent or not known yet. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function asNumber(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function asList(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

export function asProps(value: Value | undefined): Props {
  return isValueObject(value) ? value : {};
}

export function isPresent<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

/** Without what is null or undefined, which Pulumi's plugins take for absent. */
export function present(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => isPresent(value)));
}

/** Plain JSON for the world; nothing that only a preview knows may get there. */
export function toJson(value: Value): Json {
  if (value === UNKNOWN || value instanceof FileTree) throw new Error("Only a known, plain value can be stored.");
  if (Array.isArray(value)) return value.map(toJson);
  if (!isValueObject(value)) return value as Json;
  return Object.fromEntries(Object.entries(present(value)).map(([key, item]) => [key, toJson(item as Value)]));
}
