import type { KubeConfig } from "@kubernetes/client-node";
import type { UNKNOWN } from "../../plugin/types";
import { ApiError, ApiUnreachable, ClusterApi } from "../api";
import { Discovery } from "../discovery";

/** One cluster, as a provider object is configured for it. */
export interface Cluster {
  readonly api: ClusterApi;
  readonly discovery: Discovery;
  /** Why it could not be reached when the provider was configured; undefined: it could. */
  readonly unreachable: string | undefined;
}

export interface Connection {
  /** Undefined in a preview that doesn't know the kubeconfig yet. */
  readonly cluster: Cluster | undefined;
  /** For objects that name none. */
  readonly namespace: string | typeof UNKNOWN;
  readonly settings: Settings;
}

/** The provider's switches, by the names of its arguments; each is off by default. */
export interface Settings {
  readonly enablePatchForce: boolean;
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  readonly upsertExistingObjects: boolean;
  readonly deleteUnreachable: boolean;
  readonly skipUpdateUnreachable: boolean;
}

/** Connects and looks once whether the cluster answers, as the official plugin does. */
export async function connectCluster(config: KubeConfig): Promise<Cluster> {
  const api = await ClusterApi.connect(config);
  return { api, discovery: new Discovery(api), unreachable: await whyUnreachable(api) };
}

async function whyUnreachable(api: ClusterApi): Promise<string | undefined> {
  try {
    await api.get("/version", { signal: AbortSignal.timeout(10_000) });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return `the API server ${api.server} answers ${error.code}: ${error.message}`;
    if (error instanceof ApiUnreachable) return error.message;
    return `the API server ${api.server}: ${String(error)}`;
  }
}
