import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterApi, isRefusal } from "../api";
import type { KubeObject } from "../objects";
import { ignoreAbsence } from "./nodes";

/** As `leave-cluster` of the fleet's cloud-init gives the pods. */
const TIMEOUT_MS = 600_000;
const PAUSE_MS = 200;

/**
 * `kubectl drain --ignore-daemonsets --delete-emptydir-data` and `kubectl delete node`, through the real API: eviction obeys
 * disruption budgets. Says what it did. Errors: the pods that are still there after ten minutes.
 */
export async function removeGently(api: ClusterApi, node: string, launch: string): Promise<string> {
  const path = `/api/v1/nodes/${encodeURIComponent(node)}`;
  const contentType = "application/merge-patch+json";
  try {
    const { metadata } = await api.get<KubeObject>(path);
    if ((metadata.labels?.["sophia.ai/launch"] ?? "") !== launch) return `the node ${node} is another host by now\n`;
    await api.call("PATCH", path, { body: { spec: { unschedulable: true } }, contentType });
  } catch (error) {
    if (isRefusal(error, 404)) return `the cluster has no node ${node}\n`;
    throw error;
  }
  const evicted = new Set<string>();
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const pods = await podsOn(api, node);
    if (pods.length === 0) break;
    for (const pod of pods) if (await evict(api, pod)) evicted.add(nameOf(pod));
    if (Date.now() > deadline) throw new Error(`these pods stay on ${node}: ${pods.map(nameOf).join(", ")}`);
    await sleep(PAUSE_MS);
  }
  await ignoreAbsence(api.call("DELETE", path));
  return `node/${node} drained (${evicted.size} pods evicted) and deleted\n`;
}

async function podsOn(api: ClusterApi, node: string): Promise<KubeObject[]> {
  const query = { fieldSelector: `spec.nodeName=${node}` };
  const { items } = await api.get<{ items: KubeObject[] }>("/api/v1/pods", { query });
  const isDaemon = ({ metadata }: KubeObject) => metadata.ownerReferences?.some(({ kind }) => kind === "DaemonSet");
  return items.filter((pod) => isDaemon(pod) !== true);
}

/** False where a disruption budget does not allow it yet. */
async function evict(api: ClusterApi, { metadata }: KubeObject): Promise<boolean> {
  const { name, namespace } = metadata;
  const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  try {
    await api.call("POST", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, { body });
    return true;
  } catch (error) {
    if (isRefusal(error, 429)) return false;
    if (isRefusal(error, 404)) return true;
    throw error;
  }
}

const nameOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;
