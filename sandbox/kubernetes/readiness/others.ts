import type {
  V1CustomResourceDefinition,
  V1EndpointSlice,
  V1Namespace,
  V1PersistentVolumeClaim,
  V1Service,
  V1StorageClass,
  V2HorizontalPodAutoscaler,
} from "@kubernetes/client-node";
import type { KubeObject } from "../objects";
import { conditionText, failed, findCondition, ready, type Verdict, waiting } from "./verdict";

/**
 * A Service has pods behind it, and a load balancer an address. Like the official plugin this doesn't wait for pods
 * behind a headless or an external name; those without a selector get their endpoints from elsewhere.
 */
export function judgeService({ spec, status }: V1Service, slices: readonly V1EndpointSlice[]): Verdict {
  const isBare = spec?.type === "ExternalName" || spec?.clusterIP === "None" || spec?.selector === undefined;
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  if (!isBare && !endpoints.some(({ conditions }) => conditions?.ready !== false)) {
    const selector = Object.entries(spec.selector ?? {}).map(([name, value]) => `${name}=${value}`);
    return waiting(`no ready pod is behind it: its selector is ${selector.join(",")}`);
  }
  if (spec?.type === "LoadBalancer" && (status?.loadBalancer?.ingress ?? []).length === 0) {
    return waiting("it has no address from a load balancer");
  }
  return ready;
}

/**
 * An autoscaler is ready as soon as what it scales is there, where the official plugin doesn't wait at all: figures come
 * seconds after the pods do, and a target that doesn't exist is found out only by looking at it.
 */
export function judgeAutoscaler({ spec }: V2HorizontalPodAutoscaler, targets: readonly KubeObject[]): Verdict {
  const { kind, name } = spec?.scaleTargetRef ?? { kind: "", name: "" };
  return targets.length > 0 ? ready : waiting(`its target ${kind} ${name} does not exist`);
}

/** A claim that is bound when its first pod comes can't be waited for. */
export function judgeClaim({ status }: V1PersistentVolumeClaim, classes: readonly V1StorageClass[]): Verdict {
  if (status?.phase === "Bound") return ready;
  if (classes.some(({ volumeBindingMode }) => volumeBindingMode === "WaitForFirstConsumer")) return ready;
  if (status?.phase === "Lost") return failed("its volume is lost");
  return waiting("no volume is bound to it");
}

export function judgeNamespace({ status }: V1Namespace): Verdict {
  return status?.phase === "Active" ? ready : waiting(`it is ${status?.phase ?? "not there yet"}`);
}

export function judgeDefinition({ status }: V1CustomResourceDefinition): Verdict {
  const accepted = findCondition(status?.conditions, "NamesAccepted");
  if (accepted?.status === "False") return failed(conditionText(accepted));
  const established = findCondition(status?.conditions, "Established");
  return established?.status === "True" ? ready : waiting("the API server doesn't serve it yet");
}
