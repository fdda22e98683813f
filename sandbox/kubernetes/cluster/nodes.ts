import { type ClusterApi, isRefusal } from "../api";
import type { KubeObject } from "../objects";

/** A machine of the cluster, as a kubelet would register it; kwok plays the kubelet. */
export interface NodeSpec {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** As kubelets write them: `<key>=<value>:<effect>`. */
  readonly taints?: readonly string[];
  /** Kubernetes quantities. */
  readonly capacity: Readonly<Record<string, string>>;
}

/** Lambda's gpu_1x_a10 (30 vCPU, 200 GiB, one A10), the least that any stack has. */
export const DEFAULT_NODE: NodeSpec = {
  name: "sophia-main-0",
  capacity: { cpu: "30", memory: "200Gi", "nvidia.com/gpu": "1" },
};

/** What k3s lets a node hold at most. */
const PODS = "110";
const NODES = "/api/v1/nodes";

function nodeObject({ name, labels, taints = [], capacity }: NodeSpec) {
  const resources = { pods: PODS, ...capacity };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": name,
        ...labels,
      },
    },
    spec: { taints: taints.map(taint) },
    status: { capacity: resources, allocatable: resources },
  };
}

function taint(written: string): object {
  const [, key, value, effect] = /^([^=]+)=([^:]*):(\w+)$/.exec(written) ?? [];
  if (key === undefined) throw new Error(`the taint ${written} is not <key>=<value>:<effect>`);
  return { key, value, effect };
}

/** Registers a node, or brings a known one to this specification. */
export async function putNode(api: ClusterApi, spec: NodeSpec): Promise<void> {
  const node = nodeObject(spec);
  try {
    await api.call("POST", NODES, { body: node });
  } catch (error) {
    if (!isRefusal(error, 409)) throw error;
    const contentType = "application/merge-patch+json";
    const path = `${NODES}/${spec.name}`;
    await api.call("PATCH", path, {
      // A kubelet that comes back is not cordoned.
      body: { metadata: { labels: node.metadata.labels }, spec: { ...node.spec, unschedulable: null } },
      contentType,
    });
    await api.call("PATCH", `${path}/status`, { body: { status: node.status }, contentType });
  }
}

/** Takes a node away with the pods on it, as when its machine is terminated; their controllers make new ones elsewhere. */
export async function dropNode(api: ClusterApi, name: string): Promise<void> {
  await ignoreAbsence(api.call("DELETE", `${NODES}/${name}`));
  const query = { fieldSelector: `spec.nodeName=${name}` };
  const pods = await api.get<{ items: KubeObject[] }>("/api/v1/pods", { query });
  // No kubelet is left that would end them; the garbage collector would take a minute.
  const now = { gracePeriodSeconds: 0 };
  for (const { metadata } of pods.items) {
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    await ignoreAbsence(api.call("DELETE", path, { body: now }));
  }
}

/** For deletions: what is gone already is fine. */
export async function ignoreAbsence(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
}
