import type { V1LabelSelector } from "@kubernetes/client-node";
import type { KubeObject } from "../objects";
import * as others from "./others";
import { judgePod } from "./pods";
import type { Verdict } from "./verdict";
import { judgeDaemonSet, judgeDeployment, judgeJob, judgeStatefulSet } from "./workloads";

/** Other objects that tell how an object is: one by name, or those with labels in its namespace. */
export interface Related {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly labelSelector?: string;
}

export interface Rule {
  /** Default: nothing else has to be looked at. */
  readonly related?: (object: KubeObject) => Related | undefined;
  readonly judge: (object: KubeObject, related: readonly KubeObject[]) => Verdict;
}

/** How it is told whether an object is ready, by group and kind; of other kinds it is as soon as the API server has it. */
const RULES: Readonly<Record<string, Rule>> = {
  "apps/Deployment": rule(judgeDeployment, selectedPods),
  "apps/StatefulSet": rule(judgeStatefulSet, selectedPods),
  "apps/DaemonSet": rule(judgeDaemonSet, selectedPods),
  "batch/Job": rule(judgeJob, selectedPods),
  "autoscaling/HorizontalPodAutoscaler": rule(others.judgeAutoscaler, scaleTarget),
  "apiextensions.k8s.io/CustomResourceDefinition": rule(others.judgeDefinition),
  "/Service": rule(others.judgeService, endpointSlices),
  "/Pod": rule(judgePod),
  "/PersistentVolumeClaim": rule(others.judgeClaim, storageClass),
  "/Namespace": rule(others.judgeNamespace),
};

export function ruleOf({ apiVersion, kind }: KubeObject): Rule | undefined {
  const [group, version] = apiVersion.split("/");
  return RULES[`${version === undefined ? "" : group}/${kind}`];
}

/** The table's key says which kind the API server's JSON is: the types are client-node's descriptions of those kinds. */
function rule<T extends object, R extends object>(
  judge: (object: T, related: readonly R[]) => Verdict,
  related?: Rule["related"],
): Rule {
  return { judge: (object, others) => judge(object as object as T, others as object as readonly R[]), related };
}

function selectedPods({ spec }: KubeObject): Related | undefined {
  const { selector } = (spec ?? {}) as { selector?: V1LabelSelector };
  return selector === undefined ? undefined : { apiVersion: "v1", kind: "Pod", labelSelector: selectorText(selector) };
}

function endpointSlices({ metadata }: KubeObject): Related {
  const labelSelector = `kubernetes.io/service-name=${metadata.name}`;
  return { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", labelSelector };
}

function scaleTarget({ spec }: KubeObject): Related | undefined {
  const { scaleTargetRef: target } = (spec ?? {}) as {
    scaleTargetRef?: { apiVersion?: string; kind: string; name: string };
  };
  return target === undefined ? undefined : { ...target, apiVersion: target.apiVersion ?? "v1" };
}

function storageClass({ spec }: KubeObject): Related | undefined {
  const { storageClassName: name } = (spec ?? {}) as { storageClassName?: string };
  return name === undefined || name === ""
    ? undefined
    : { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name };
}

/** A selector as list requests take it: `app=web,tier in (a,b),!legacy`. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector): string {
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(",")})`;
  });
  return [...Object.entries(matchLabels).map(([name, value]) => `${name}=${value}`), ...expressions].join(",");
}
