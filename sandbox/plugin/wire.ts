import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A property value as the engine sends it: JSON in which signed objects and sentinel strings stand for more. */
export type Wire = null | boolean | number | string | Wire[] | WireObject;
export type WireObject = { [key: string]: Wire };

/** Key and values that mark a signed object: `sdk/go/common/resource/sig.go` of pulumi/pulumi. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SIGNATURES = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

/** What the engine writes for a value that is not known yet, by its type: `rpc.go` of the engine's plugin package. */
export const UNKNOWNS: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string, and whatever has no type
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** The sentinel that we write: the engine doesn't need the type back. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A signed object's kind, or undefined for a plain value. */
export function signatureOf(wire: Wire | undefined): string | undefined {
  const signature = isObject(wire) ? wire[SIGNATURE] : undefined;
  return typeof signature === "string" ? signature : undefined;
}

/** True for objects, signed ones too. */
export function isObject(wire: Wire | undefined): wire is WireObject {
  return typeof wire === "object" && wire !== null && !Array.isArray(wire);
}

/** True for objects that are only that. */
export function isPlainObject(wire: Wire | undefined): wire is WireObject {
  return isObject(wire) && signatureOf(wire) === undefined;
}

/** A property that the object itself has: labels may be called `constructor`. */
export function own<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function fromStruct(struct: Struct | undefined): WireObject {
  return (struct?.toJavaScript() ?? {}) as WireObject;
}

export function toStruct(wire: WireObject): Struct {
  return Struct.fromJavaScript(wire);
}
