import type { V1DaemonSet, V1Deployment, V1Job, V1Pod, V1StatefulSet } from "@kubernetes/client-node";
import { troubles } from "./pods";
import { conditionText, failed, findCondition, ready, type Verdict, waiting } from "./verdict";

/** As `kubectl rollout status` sees it: every replica is of the newest template, available, and no old one is left. */
export function judgeDeployment({ metadata, spec, status }: V1Deployment, pods: readonly V1Pod[]): Verdict {
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) return waiting("its change is not seen yet");
  if (spec?.paused === true) return ready;
  const wanted = spec?.replicas ?? 1;
  const { updatedReplicas: updated = 0, replicas = 0, availableReplicas: available = 0, conditions } = status ?? {};
  const failure = findCondition(conditions, "ReplicaFailure");
  const reasons = [...(failure?.status === "True" ? [conditionText(failure)] : []), ...troubles(pods)];
  const progressing = findCondition(conditions, "Progressing");
  if (progressing?.status === "False") return failed(conditionText(progressing), ...reasons);
  if (updated < wanted) return waiting(`${updated} of ${wanted} replicas are updated`, ...reasons);
  if (replicas > updated) return waiting(`${replicas - updated} old replicas are still there`, ...reasons);
  if (available < updated) return waiting(`${available} of ${updated} replicas are available`, ...reasons);
  return ready;
}

export function judgeStatefulSet({ metadata, spec, status }: V1StatefulSet, pods: readonly V1Pod[]): Verdict {
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) return waiting("its change is not seen yet");
  const wanted = spec?.replicas ?? 1;
  const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = status ?? {};
  if (readyReplicas < wanted) return waiting(`${readyReplicas} of ${wanted} replicas are ready`, ...troubles(pods));
  if (spec?.updateStrategy?.type === "OnDelete") return ready;
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const toUpdate = Math.max(0, wanted - partition);
  const isDone = partition > 0 ? updatedReplicas >= toUpdate : currentRevision === updateRevision;
  return isDone ? ready : waiting(`${updatedReplicas} of ${toUpdate} replicas are updated`, ...troubles(pods));
}

export function judgeDaemonSet({ metadata, spec, status }: V1DaemonSet, pods: readonly V1Pod[]): Verdict {
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) return waiting("its change is not seen yet");
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated = 0, numberAvailable = 0 } = status ?? {};
  const isByHand = spec?.updateStrategy?.type === "OnDelete";
  if (!isByHand && updated < wanted) return waiting(`${updated} of ${wanted} pods are updated`, ...troubles(pods));
  if (numberAvailable >= wanted) return ready;
  return waiting(`${numberAvailable} of ${wanted} pods are available`, ...troubles(pods));
}

/** A Job is there to be completed. */
export function judgeJob({ spec, status }: V1Job, pods: readonly V1Pod[]): Verdict {
  const failure = findCondition(status?.conditions, "Failed");
  if (failure?.status === "True") return failed(conditionText(failure), ...troubles(pods));
  if (findCondition(status?.conditions, "Complete")?.status === "True" || spec?.suspend === true) return ready;
  const wanted = spec?.completions ?? 1;
  return waiting(`${status?.succeeded ?? 0} of ${wanted} completions`, ...troubles(pods));
}
