import { describe, expect, test } from "vitest";
import * as others from "../../../sandbox/kubernetes/readiness/others";
import { ruleOf, selectorText } from "../../../sandbox/kubernetes/readiness/rules";

const READY = { state: "ready" };

describe("a Service", () => {
  const selector = { app: "web" };
  const endpoints = (ready: boolean | undefined) => [
    { addressType: "IPv4", endpoints: [{ addresses: ["10.42.0.7"], conditions: { ready } }] },
  ];

  test("waits for a ready pod behind it", () => {
    expect(others.judgeService({ spec: { selector } }, [])).toEqual({
      state: "waiting",
      reasons: ["no ready pod is behind it: its selector is app=web"],
    });
    expect(others.judgeService({ spec: { selector } }, endpoints(false))).toMatchObject({ state: "waiting" });
    expect(others.judgeService({ spec: { selector } }, endpoints(true))).toEqual(READY);
  });

  test("doesn't wait for pods where it is headless, an external name, or has no selector", () => {
    expect(others.judgeService({ spec: { selector, clusterIP: "None" } }, [])).toEqual(READY);
    expect(others.judgeService({ spec: { selector, type: "ExternalName" } }, [])).toEqual(READY);
    expect(others.judgeService({ spec: {} }, [])).toEqual(READY);
  });

  test("waits for its load balancer's address", () => {
    const spec = { selector, type: "LoadBalancer" };
    expect(others.judgeService({ spec }, endpoints(true))).toMatchObject({ state: "waiting" });
    const status = { loadBalancer: { ingress: [{ ip: "192.0.2.7" }] } };
    expect(others.judgeService({ spec, status }, endpoints(true))).toEqual(READY);
  });
});

test("an autoscaler waits for what it scales to be there", () => {
  const scaler = { spec: { maxReplicas: 3, scaleTargetRef: { kind: "Deployment", name: "web" } } };
  const target = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } };
  expect(others.judgeAutoscaler(scaler, [])).toEqual({
    state: "waiting",
    reasons: ["its target Deployment web does not exist"],
  });
  expect(others.judgeAutoscaler(scaler, [target])).toEqual(READY);
});

test("a claim waits to be bound, unless that happens with its first pod only", () => {
  const storage = (volumeBindingMode: string) => [{ provisioner: "local", volumeBindingMode }];
  expect(others.judgeClaim({ status: { phase: "Pending" } }, storage("Immediate"))).toMatchObject({ state: "waiting" });
  expect(others.judgeClaim({ status: { phase: "Pending" } }, storage("WaitForFirstConsumer"))).toEqual(READY);
  expect(others.judgeClaim({ status: { phase: "Bound" } }, [])).toEqual(READY);
  expect(others.judgeClaim({ status: { phase: "Lost" } }, [])).toMatchObject({ state: "failed" });
});

test("a definition waits until its kind is served, and fails where the name is taken", () => {
  const spec = { group: "", names: { kind: "", plural: "" }, scope: "", versions: [] };
  const judge = (type: string, status: string) => {
    return others.judgeDefinition({ spec, status: { conditions: [{ type, status, reason: "R", message: "m" }] } });
  };
  expect(judge("Established", "True")).toEqual(READY);
  expect(judge("Established", "False")).toMatchObject({ state: "waiting" });
  expect(judge("NamesAccepted", "False")).toEqual({ state: "failed", reasons: ["R: m"] });
});

test("a namespace waits until it is active", () => {
  expect(others.judgeNamespace({ status: { phase: "Active" } })).toEqual(READY);
  expect(others.judgeNamespace({ status: { phase: "Terminating" } })).toMatchObject({ reasons: ["it is Terminating"] });
});

describe("the rules", () => {
  const object = (apiVersion: string, kind: string, spec?: object) => ({
    apiVersion,
    kind,
    metadata: { name: "web" },
    spec,
  });

  test("go by group and kind, whatever the version, and leave the rest alone", () => {
    expect(ruleOf(object("autoscaling/v2", "HorizontalPodAutoscaler"))).toBeDefined();
    expect(ruleOf(object("autoscaling/v1", "HorizontalPodAutoscaler"))).toBeDefined();
    expect(ruleOf(object("v1", "ConfigMap"))).toBeUndefined();
    expect(ruleOf(object("serving.knative.dev/v1", "Service"))).toBeUndefined();
  });

  test("say what else has to be looked at", () => {
    const deployment = object("apps/v1", "Deployment", { selector: { matchLabels: { app: "web" } } });
    expect(ruleOf(deployment)?.related?.(deployment)).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      labelSelector: "app=web",
    });
    const claim = object("v1", "PersistentVolumeClaim", { storageClassName: "local-path" });
    expect(ruleOf(claim)?.related?.(claim)).toMatchObject({ kind: "StorageClass", name: "local-path" });
  });
});

test("a selector is written as list requests take it", () => {
  const matchExpressions = [
    { key: "tier", operator: "In", values: ["a", "b"] },
    { key: "zone", operator: "NotIn", values: ["x"] },
    { key: "gpu", operator: "Exists" },
    { key: "legacy", operator: "DoesNotExist" },
  ];
  expect(selectorText({ matchLabels: { app: "web" }, matchExpressions })).toBe(
    "app=web,tier in (a,b),zone notin (x),gpu,!legacy",
  );
});
