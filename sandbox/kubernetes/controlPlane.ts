import { connect as connectTo } from "node:net";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { Part, SandboxContext } from "../context";
import { ApiError, ApiUnreachable, ClusterApi } from "./api";
import { removeGently } from "./cluster/drain";
import { kubeconfig } from "./cluster/kubeconfig";
import { prepareFiles, serverUrl } from "./cluster/layout";
import { registerMetrics, serveMetrics } from "./cluster/metricsServer";
import { DEFAULT_NODE, dropNode, type NodeSpec, putNode } from "./cluster/nodes";
import { writePrivate } from "./cluster/privateFile";
import { ProgramGroup } from "./cluster/programGroup";
import { programArguments } from "./cluster/programs";
import type { KubeObject } from "./objects";

/** The port of every k3s server, in the kubeconfig that a host hands out. */
const K3S_PORT = 6443;
/** Without it no pod is admitted to the namespace. */
const DEFAULT_SERVICE_ACCOUNT = "/api/v1/namespaces/default/serviceaccounts/default";
const NODE_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

export interface ControlPlane extends Part {
  readonly apiServerPort: number;
  /** What `/etc/rancher/k3s/k3s.yaml` holds on a host: the administrator's, for `https://127.0.0.1:6443`. Secret. */
  readonly hostKubeconfig: string;
  /** Registers a machine that has joined, or brings a known one to this specification. */
  addNode(node: NodeSpec): Promise<void>;
  /** Takes a machine away, its pods too; one that is not there is fine. */
  removeNode(name: string): Promise<void>;
  /** Moves a machine's pods to the others within their disruption budgets, then takes it away; says what it did. */
  removeGently(name: string, launch: string): Promise<string>;
  /** The namespaces that somebody made; an empty cluster has Kubernetes' own alone. */
  held(): Promise<string[]>;
}

/**
 * A real Kubernetes control plane on loopback: etcd, API server, controller manager, scheduler, and kwok for kubelets.
 * Not imitated: containers never run, so there are no logs, no exec, no failing images or probes, and no pod network.
 *
 * Everything is kept in `<folder>/kubernetes`, so that a restart brings the same cluster back; `<folder>/kubeconfig` is
 * for kubectl. `nodes`: the machines to begin with, default one `sophia-main-0`.
 * Errors: the program that does not start, with the end of its log.
 */
export async function startControlPlane(
  context: SandboxContext,
  nodes: readonly NodeSpec[] = [DEFAULT_NODE],
): Promise<ControlPlane> {
  const { layout, administrator, authority, metrics } = await prepareFiles(context);
  const apiServerPort = layout.ports["kube-apiserver"];
  const kubeconfigFor = (port: number) => kubeconfig({ server: serverUrl(port), authority, ...administrator });
  const kubeconfigFile = join(context.folder, "kubeconfig");
  writePrivate(kubeconfigFile, kubeconfigFor(apiServerPort));

  const programs = new ProgramGroup(context, programArguments(layout));
  const api = await connect(kubeconfigFor(apiServerPort));
  // From before the API server's start until after its end: it asks all who answer for a part of its API.
  const metricsServer = await serveMetrics(api, metrics.credential, authority, metrics.port);
  const stop = async () => {
    api.close();
    await programs.stop();
    metricsServer.closeAllConnections();
    await new Promise((resolve) => metricsServer.close(resolve));
  };
  try {
    await programs.start("etcd");
    // An API server that finds no etcd tries again only after a second.
    await programs.until("etcd", () => accepts(layout.ports.etcd));
    await programs.start("kube-apiserver");
    await programs.until("kube-apiserver", () => answers(api, "/readyz"));
    // The last run's kwok still holds them: the new one would leave the nodes' pods alone until they run out.
    await api.call("DELETE", NODE_LEASES);
    await programs.start("kube-controller-manager", "kube-scheduler", "kwok");
    for (const node of nodes) await putNode(api, node);
    await registerMetrics(api, authority, metrics.port);
    await programs.until("kube-controller-manager", () => answers(api, DEFAULT_SERVICE_ACCOUNT));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    facts: { server: serverUrl(apiServerPort), kubeconfig: kubeconfigFile },
    apiServerPort,
    hostKubeconfig: kubeconfigFor(K3S_PORT),
    addNode: (node) => putNode(api, node),
    removeNode: (name) => dropNode(api, name),
    removeGently: (name, launch) => removeGently(api, name, launch),
    held: () => ownNamespaces(api),
    stop,
  };
}

async function ownNamespaces(api: ClusterApi): Promise<string[]> {
  const { items } = await api.get<{ items: KubeObject[] }>("/api/v1/namespaces");
  return items.map(({ metadata }) => metadata.name).filter((name) => name !== "default" && !name.startsWith("kube-"));
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTo(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Not listening yet, not ready yet, not there yet: each is no. */
async function answers(api: ClusterApi, path: string): Promise<boolean> {
  try {
    await api.call("GET", path);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    if (error instanceof ApiUnreachable && ["ECONNREFUSED", "ECONNRESET"].includes(error.code)) return false;
    throw error;
  }
}

async function connect(text: string): Promise<ClusterApi> {
  const config = new KubeConfig();
  config.loadFromString(text);
  return await ClusterApi.connect(config);
}
