import { randomBytes } from "node:crypto";
import { type Props, UNKNOWN, type Value } from "../../plugin/types";
import { isValueList, isValueObject } from "../../plugin/values";
import { isClusterScoped, type ObjectKind } from "./tokens";

const AUTONAMED = "pulumi.com/autonamed";
/** What the API server alone writes; some people paste it from a live object. */
export const READ_ONLY = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

export interface Defaults extends ObjectKind {
  /** The resource's name in the program, for objects without one of their own. */
  readonly resourceName: string;
  readonly namespace: string | typeof UNKNOWN;
  /** Undefined where the cluster is not known yet. */
  readonly namespaced: boolean | undefined;
}

/** The inputs with all that the official plugin fills in: version and kind, a name, a namespace. `olds`: the last ones. */
export function completeInputs(news: Props, olds: Props | undefined, defaults: Defaults): Props {
  const { apiVersion, kind } = defaults;
  const rest = kind === "CustomResourceDefinition" ? (withDashes(news) as Props) : news;
  const metadata = news.metadata === UNKNOWN ? UNKNOWN : completeMetadata(propsOf(news.metadata), olds, defaults);
  return { ...rest, apiVersion: news.apiVersion ?? apiVersion, kind: news.kind ?? kind, metadata };
}

function completeMetadata(given: Props, olds: Props | undefined, defaults: Defaults): Props {
  const metadata = Object.fromEntries(Object.entries(given).filter(([name]) => !READ_ONLY.includes(name)));
  const isNamespaced = defaults.namespaced ?? !isClusterScoped(defaults);
  const namespace = isNamespaced ? (metadata.namespace ?? defaults.namespace) : metadata.namespace;
  return { ...metadata, ...(namespace === undefined ? {} : { namespace }), ...autoname(metadata, olds, defaults) };
}

/** A name for an object without one; the same in every update, and another when it is replaced, as `olds` is absent then. */
function autoname(metadata: Props, olds: Props | undefined, { resourceName }: Defaults): Props {
  if (metadata.name !== undefined && metadata.name !== "") return {};
  const old = propsOf(olds?.metadata);
  if (olds !== undefined && !isAutonamed(olds)) return {};
  if (olds === undefined && metadata.generateName !== undefined) return {};
  const name = olds === undefined ? `${resourceName}-${randomBytes(4).toString("hex")}` : old.name;
  if (metadata.annotations === UNKNOWN) return { name };
  return { name, annotations: { ...propsOf(metadata.annotations), [AUTONAMED]: "true" } };
}

export function isAutonamed(inputs: Props): boolean {
  return propsOf(propsOf(inputs.metadata).annotations)[AUTONAMED] === "true";
}

export function propsOf(value: Value | undefined): Props {
  return isValueObject(value) ? value : {};
}

/** The SDK writes `x_kubernetes_...` in schemas, as a dash can't stand in an identifier. */
function withDashes(value: Value | undefined): Value | undefined {
  if (isValueList(value)) return value.map((item) => withDashes(item) ?? null);
  if (!isValueObject(value)) return value;
  const renamed = Object.entries(value).map(([name, inner]): [string, Value | undefined] => {
    return [name.startsWith("x_kubernetes_") ? name.replaceAll("_", "-") : name, withDashes(inner)];
  });
  return Object.fromEntries(renamed);
}
