import type { V1Node, V1Pod } from "@kubernetes/client-node";

/** What a container uses of its requests unless its pod's annotations say otherwise: at ease, as at rest. */
const SHARE = 0.5;
/** kwok's own names for a pod's usage (kwok.sigs.k8s.io, "Resource Usage"); a quantity for each container. */
const ANNOTATIONS: Readonly<Record<Resource, string>> = {
  cpu: "kwok.x-k8s.io/usage-cpu",
  memory: "kwok.x-k8s.io/usage-memory",
};
/** As short as it can be: an autoscaler waits for one whole window after a pod became ready. */
const WINDOW = "1s";
const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

type Resource = "cpu" | "memory";

/** A Kubernetes quantity as a number: `250m` is 0.25, `1Ki` is 1024. Errors: it is none. */
export function parseQuantity(text: string): number {
  const [, digits = "", suffix = ""] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = FACTORS[suffix];
  if (digits === "" || factor === undefined) throw new Error(`${text} is no Kubernetes quantity, such as 250m or 64Mi`);
  return Number(digits) * factor;
}

/** What metrics-server would tell of a running pod (metrics.k8s.io/v1beta1). */
export function podMetrics(pod: V1Pod, now: Date) {
  const { name, namespace, labels } = pod.metadata ?? {};
  const containers = (pod.spec?.containers ?? []).map((container) => ({
    name: container.name,
    usage: usage((resource) => {
      const annotated = pod.metadata?.annotations?.[ANNOTATIONS[resource]];
      if (annotated !== undefined) return parseQuantity(annotated);
      return SHARE * parseQuantity(container.resources?.requests?.[resource] ?? "0");
    }),
  }));
  return { kind: "PodMetrics", ...sample({ name, namespace, labels }, now), containers };
}

/** What metrics-server would tell of a node: the sum of its pods. */
export function nodeMetrics(node: V1Node, pods: readonly V1Pod[], now: Date) {
  const own = pods.filter((pod) => pod.spec?.nodeName === node.metadata?.name);
  const containers = own.flatMap((pod) => podMetrics(pod, now).containers);
  const total = usage((resource) => containers.reduce((sum, each) => sum + parseQuantity(each.usage[resource]), 0));
  return {
    kind: "NodeMetrics",
    ...sample({ name: node.metadata?.name, labels: node.metadata?.labels }, now),
    usage: total,
  };
}

function usage(of: (resource: Resource) => number): Record<Resource, string> {
  return { cpu: `${Math.round(of("cpu") * 1e9)}n`, memory: `${Math.round(of("memory") / 1024)}Ki` };
}

function sample(metadata: object, now: Date) {
  const timestamp = now.toISOString().replace(/\.\d+Z$/, "Z");
  return {
    apiVersion: "metrics.k8s.io/v1beta1",
    metadata: { ...metadata, creationTimestamp: timestamp },
    timestamp,
    window: WINDOW,
  };
}
