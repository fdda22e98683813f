import { createHash } from "node:crypto";
import type { KubeObject, ManagedFields } from "../objects";

/** `kubectl` and everything that applied before server-side apply: their fields are taken over, as the official plugin does. */
const TAKEN_OVER = ["kubectl", "before-first-apply", "pulumi-kubernetes", "pulumi-resource-kubernetes"];

type Fields = NonNullable<ManagedFields["fieldsV1"]>;

/**
 * Under which name a resource's fields are applied. It follows from the resource, where the official plugin draws it, so
 * that an `up` which was killed after the object was made recognises it.
 */
export function fieldManagerOf(urn: string): string {
  return `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}

export function isManagedBy(object: KubeObject, manager: string): boolean {
  return object.metadata.managedFields?.some((fields) => fields.manager === manager) ?? false;
}

/** Whether this or another Pulumi program applied it. */
export function isManagedByPulumi(object: KubeObject): boolean {
  return object.metadata.managedFields?.some(({ manager = "" }) => manager.startsWith("pulumi-kubernetes")) ?? false;
}

/**
 * The managed fields with those of kubectl as ours, so that what was edited by hand is set right again without a
 * conflict; undefined where there are none to take over.
 */
export function takenOver(object: KubeObject, manager: string): ManagedFields[] | undefined {
  const all = object.metadata.managedFields ?? [];
  const isTaken = (entry: ManagedFields) => {
    const { manager: name = "", operation, subresource = "" } = entry;
    const isOurs = name === manager && operation === "Apply";
    const isOther = operation === "Apply" && !name.startsWith("kubectl");
    return subresource === "" && !isOurs && !isOther && TAKEN_OVER.some((prefix) => name.startsWith(prefix));
  };
  const taken = all.filter(isTaken);
  if (taken.length === 0) return undefined;
  const ours = all.find((entry) => entry.manager === manager && entry.operation === "Apply");
  const sets = [...(ours === undefined ? [] : [ours]), ...taken].map(({ fieldsV1 }) => fieldsV1 ?? {});
  const merged = { ...(ours ?? taken[0]), manager, operation: "Apply", fieldsV1: sets.reduce(union) };
  return [...all.filter((entry) => entry !== ours && !isTaken(entry)), merged];
}

/** Two sets of fields (`FieldsV1`: nested objects whose keys are path elements) as one. */
function union(left: Fields, right: Fields): Fields {
  const common = Object.entries(right).map(([element, inner]) => {
    const both = union((left[element] ?? {}) as Fields, (inner ?? {}) as Fields);
    return [element, both] as const;
  });
  return { ...left, ...Object.fromEntries(common) };
}
