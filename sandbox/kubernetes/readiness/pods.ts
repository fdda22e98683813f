import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { conditionText, failed, findCondition, ready, type Verdict, waiting } from "./verdict";

/** More pods than this say nothing new. */
const MOST_REASONS = 5;

export function judgePod(pod: V1Pod): Verdict {
  const { phase, conditions, reason, message } = pod.status ?? {};
  if (phase === "Succeeded" || findCondition(conditions, "Ready")?.status === "True") return ready;
  if (phase === "Failed")
    return failed(`the pod failed: ${reason ?? "no reason"}: ${message ?? ""}`, ...troubles([pod]));
  return waiting(`the pod is ${phase ?? "not scheduled yet"}`, ...troubles([pod]));
}

/** What keeps pods from being ready, each once: not schedulable, an image that isn't there, a container that crashes. */
export function troubles(pods: readonly V1Pod[]): string[] {
  const reasons = pods.flatMap((pod) => {
    const name = pod.metadata?.name ?? "?";
    return troublesOf(pod).map((reason) => ({ name, reason }));
  });
  const distinct = [...new Map(reasons.reverse().map(({ name, reason }) => [reason, name]))].reverse();
  return distinct.slice(0, MOST_REASONS).map(([reason, name]) => `pod ${name}: ${reason}`);
}

function troublesOf({ status }: V1Pod): string[] {
  if (findCondition(status?.conditions, "Ready")?.status === "True") return [];
  const scheduled = findCondition(status?.conditions, "PodScheduled");
  const unscheduled = scheduled?.status === "False" ? [conditionText(scheduled)] : [];
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return [...unscheduled, ...containers.flatMap(containerTrouble)];
}

function containerTrouble({ name, state }: V1ContainerStatus): string[] {
  const { waiting: waits, terminated } = state ?? {};
  if (waits?.reason !== undefined && waits.reason !== "ContainerCreating" && waits.reason !== "PodInitializing") {
    return [`container ${name}: ${waits.reason}: ${waits.message ?? "no message"}`];
  }
  if (terminated === undefined || terminated.exitCode === 0) return [];
  return [`container ${name} ended with code ${terminated.exitCode}: ${terminated.message ?? terminated.reason ?? ""}`];
}
