import type { Json } from "../world/world";

/** A Kubernetes object as the API carries it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [key: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly deletionTimestamp?: string;
  readonly finalizers?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly uid: string; readonly kind?: string }[];
  readonly managedFields?: readonly ManagedFields[];
  readonly [key: string]: unknown;
}

export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: { readonly [key: string]: Json | undefined };
}

/** How a person names an object: `apps/v1 Deployment mcp/web`. */
export function describe({ apiVersion, kind, metadata }: KubeObject): string {
  return `${apiVersion} ${kind} ${objectId(metadata)}`;
}

/** Pulumi's id of an object: `namespace/name`, or `name` where it belongs to no namespace. */
export function objectId({ namespace, name }: Pick<Metadata, "namespace" | "name">): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The reverse of `objectId`. */
export function parseObjectId(id: string): { namespace?: string; name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** Whether an annotation says `true`, which is how `pulumi.com/` ones switch something on. */
export function isAnnotated({ metadata }: KubeObject, annotation: string): boolean {
  return metadata.annotations?.[annotation]?.toLowerCase() === "true";
}
