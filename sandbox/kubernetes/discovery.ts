import type { ClusterApi } from "./api";
import { type KubeObject, type Metadata, parseObjectId } from "./objects";

/** A kind as the API server serves it. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** In paths: `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Which kinds the API server serves, asked once for each group and version. */
export class Discovery {
  readonly #known = new Map<string, Promise<ServedKind[]>>();

  constructor(private readonly api: ClusterApi) {}

  /** Undefined where no such kind is served; kinds of custom resources may turn up later, so absence is not remembered. */
  async find(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    const isKnown = this.#known.has(apiVersion);
    const found = (await this.#served(apiVersion)).find((served) => served.kind === kind);
    if (found !== undefined || !isKnown) {
      if (found === undefined) this.#known.delete(apiVersion);
      return found;
    }
    this.#known.delete(apiVersion);
    return await this.find(apiVersion, kind);
  }

  #served(apiVersion: string): Promise<ServedKind[]> {
    const known = this.#known.get(apiVersion) ?? this.#ask(apiVersion);
    this.#known.set(apiVersion, known);
    return known;
  }

  async #ask(apiVersion: string): Promise<ServedKind[]> {
    const list = await this.api.find<{ resources: { name: string; kind: string; namespaced: boolean }[] }>(
      rootOf(apiVersion),
    );
    return (list?.resources ?? [])
      .filter(({ name }) => !name.includes("/"))
      .map(({ name, kind, namespaced }) => ({ apiVersion, kind, plural: name, namespaced }));
  }
}

/** Where objects of a kind are listed, in one namespace where the kind has them. */
export function collectionPath({ apiVersion, plural, namespaced }: ServedKind, namespace = "default"): string {
  const scope = namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${rootOf(apiVersion)}${scope}/${plural}`;
}

export function objectPath(kind: ServedKind, { namespace, name }: Pick<Metadata, "namespace" | "name">): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}

export function pathOfId(kind: ServedKind, id: string): string {
  return objectPath(kind, parseObjectId(id));
}

/** What `metadata.namespace` must hold for the API server, which refuses one on kinds that have none. */
export function inItsScope(object: KubeObject, { namespaced }: ServedKind): KubeObject {
  if (namespaced || object.metadata.namespace === undefined) return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as Metadata };
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
