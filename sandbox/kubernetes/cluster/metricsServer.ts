import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import type { V1Node, V1Pod } from "@kubernetes/client-node";
import type { ClusterApi } from "../api";
import type { Credential } from "./certificates";
import { nodeMetrics, podMetrics } from "./usage";

const GROUP_VERSION = "metrics.k8s.io/v1beta1";
const NAME = "metrics-server";
const NAMESPACE = "kube-system";
/** As whom the API server's aggregator passes requests on; nobody else may ask. */
export const AGGREGATOR = "aggregator";
/** The name that the API server checks the certificate for. */
export const METRICS_HOST = `${NAME}.${NAMESPACE}.svc`;

/**
 * Stands in for metrics-server, which k3s brings: the figures that autoscalers and `kubectl top` ask for. Not imitated:
 * measuring. Each container uses half of what it requests, or what its pod's annotations say (see usage.ts).
 */
export async function serveMetrics(
  api: ClusterApi,
  credential: Credential,
  authority: string,
  port: number,
): Promise<Server> {
  const { certificate: cert, key } = credential;
  const options = { cert, key, ca: authority, requestCert: true, rejectUnauthorized: true };
  const server = createServer(options, (request, response) => {
    void answer(api, request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return server;
}

/** Tells the API server who answers for `metrics.k8s.io`. */
export async function registerMetrics(api: ClusterApi, authority: string, port: number): Promise<void> {
  const apply = async (path: string, body: object) => {
    const query = { fieldManager: "sophia-rehearsal", force: "true" };
    await api.call("PATCH", path, { body, query, contentType: "application/apply-patch+yaml" });
  };
  // There is no pod network: a Service of this type is the one whose address the API server takes as it is written.
  const spec = { type: "ExternalName", externalName: "localhost" };
  await apply(`/api/v1/namespaces/${NAMESPACE}/services/${NAME}`, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: NAME, namespace: NAMESPACE },
    spec,
  });
  const [group, version] = GROUP_VERSION.split("/");
  const name = `${version}.${group}`;
  await apply(`/apis/apiregistration.k8s.io/v1/apiservices/${name}`, {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name },
    spec: {
      group,
      version,
      caBundle: Buffer.from(authority).toString("base64"),
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: NAME, namespace: NAMESPACE, port },
    },
  });
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

async function answer(api: ClusterApi, request: IncomingMessage): Promise<Reply> {
  const client = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
  if (client !== AGGREGATOR) return failure(403, "only the API server's aggregator is answered");
  const url = new URL(request.url ?? "/", "https://localhost");
  try {
    return await find(api, url);
  } catch (error) {
    return failure(500, error instanceof Error ? error.message : String(error));
  }
}

async function find(api: ClusterApi, { pathname, searchParams }: URL): Promise<Reply> {
  const root = `/apis/${GROUP_VERSION}`;
  if (pathname === root) return { status: 200, body: RESOURCES };
  const [, namespace, kind, name] =
    /^(?:\/namespaces\/([^/]+))?\/(pods|nodes)(?:\/([^/]+))?$/.exec(pathname.slice(root.length)) ?? [];
  if (!pathname.startsWith(root) || kind === undefined) return failure(404, `there is no ${pathname}`);
  const labelSelector = searchParams.get("labelSelector") ?? undefined;
  const items = kind === "pods" ? await pods(api, namespace, labelSelector) : await nodes(api, labelSelector);
  if (name === undefined) {
    const listKind = kind === "pods" ? "PodMetricsList" : "NodeMetricsList";
    return { status: 200, body: { kind: listKind, apiVersion: GROUP_VERSION, metadata: {}, items } };
  }
  const item = items.find(({ metadata }) => (metadata as { name?: string }).name === name);
  return item === undefined ? failure(404, `there are no metrics of ${name}`) : { status: 200, body: item };
}

async function pods(api: ClusterApi, namespace: string | undefined, labelSelector: string | undefined) {
  const all = await running(api, namespace, labelSelector);
  return all.map((pod) => podMetrics(pod, new Date()));
}

async function nodes(api: ClusterApi, labelSelector: string | undefined) {
  const { items } = await api.get<{ items: V1Node[] }>("/api/v1/nodes", { query: { labelSelector } });
  const all = await running(api);
  return items.map((node) => nodeMetrics(node, all, new Date()));
}

async function running(api: ClusterApi, namespace?: string, labelSelector?: string): Promise<V1Pod[]> {
  const path = namespace === undefined ? "/api/v1/pods" : `/api/v1/namespaces/${namespace}/pods`;
  const query = { labelSelector, fieldSelector: "status.phase=Running" };
  return (await api.get<{ items: V1Pod[] }>(path, { query })).items;
}

const RESOURCES = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: GROUP_VERSION,
  resources: [
    { name: "nodes", singularName: "", namespaced: false, kind: "NodeMetrics", verbs: ["get", "list"] },
    { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
  ],
};

function failure(code: number, message: string): Reply {
  return { status: code, body: { kind: "Status", apiVersion: "v1", status: "Failure", code, message, metadata: {} } };
}
