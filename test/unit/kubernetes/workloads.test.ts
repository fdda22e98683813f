import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { judgePod, troubles } from "../../../sandbox/kubernetes/readiness/pods";
import {
  judgeDaemonSet,
  judgeDeployment,
  judgeJob,
  judgeStatefulSet,
} from "../../../sandbox/kubernetes/readiness/workloads";

const UNSCHEDULABLE: V1Pod = {
  metadata: { name: "web-1" },
  status: {
    phase: "Pending",
    conditions: [
      { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "1 Insufficient nvidia.com/gpu" },
    ],
  },
};

function condition(type: string, status: string, reason: string, message: string) {
  return { type, status, reason, message };
}

describe("a Deployment", () => {
  const SPEC = { replicas: 2, selector: {}, template: {} };
  const done = { observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
  const deployment = (status: V1Deployment["status"], spec = {}): V1Deployment => ({
    metadata: { generation: 3 },
    spec: { ...SPEC, ...spec },
    status,
  });
  const judge = (status: V1Deployment["status"], spec = {}, pods: V1Pod[] = []) => {
    return judgeDeployment(deployment(status, spec), pods);
  };

  test("is ready once all replicas are new and available and no old one is left", () => {
    expect(judge(done)).toEqual({ state: "ready" });
    expect(judge({ ...done, replicas: 0, updatedReplicas: 0, availableReplicas: 0 }, { replicas: 0 })).toEqual({
      state: "ready",
    });
    expect(judge({ ...done, updatedReplicas: 0 }, { paused: true })).toEqual({ state: "ready" });
  });

  test("waits for each step of its rollout in turn, and says for which", () => {
    expect(judge({ ...done, observedGeneration: 2 })).toEqual({
      state: "waiting",
      reasons: ["its change is not seen yet"],
    });
    expect(judge({ ...done, updatedReplicas: 1 })).toMatchObject({ reasons: ["1 of 2 replicas are updated"] });
    expect(judge({ ...done, replicas: 3 })).toMatchObject({ reasons: ["1 old replicas are still there"] });
    expect(judge({ ...done, availableReplicas: 0 })).toMatchObject({ reasons: ["0 of 2 replicas are available"] });
  });

  test("says what its pods and its replica set suffer from", () => {
    const failure = condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota");
    const verdict = judge({ ...done, availableReplicas: 0, conditions: [failure] }, {}, [UNSCHEDULABLE]);
    expect(verdict).toEqual({
      state: "waiting",
      reasons: [
        "0 of 2 replicas are available",
        "FailedCreate: exceeded quota",
        "pod web-1: Unschedulable: 1 Insufficient nvidia.com/gpu",
      ],
    });
  });

  test("has failed once its own deadline is over", () => {
    const late = condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out");
    expect(judge({ ...done, availableReplicas: 0, conditions: [late] })).toEqual({
      state: "failed",
      reasons: ["ProgressDeadlineExceeded: timed out"],
    });
  });
});

describe("a StatefulSet", () => {
  const spec = { replicas: 2, selector: {}, serviceName: "store", template: {} };
  const status = { replicas: 2, readyReplicas: 2, updatedReplicas: 2, currentRevision: "b", updateRevision: "b" };

  test("is ready once all replicas are of the newest revision", () => {
    expect(judgeStatefulSet({ spec, status }, [])).toEqual({ state: "ready" });
    const updating = { ...status, currentRevision: "a", updatedReplicas: 1 };
    expect(judgeStatefulSet({ spec, status: updating }, [])).toMatchObject({
      reasons: ["1 of 2 replicas are updated"],
    });
    expect(judgeStatefulSet({ spec, status: { ...status, readyReplicas: 1 } }, [])).toMatchObject({
      reasons: ["1 of 2 replicas are ready"],
    });
  });

  test("needs no more than its partition or its strategy lets it update", () => {
    const updating = { ...status, currentRevision: "a", updatedReplicas: 1 };
    const partitioned = { ...spec, updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } };
    const byHand = { ...spec, updateStrategy: { type: "OnDelete" } };
    expect(judgeStatefulSet({ spec: partitioned, status: updating }, [])).toEqual({ state: "ready" });
    expect(judgeStatefulSet({ spec: byHand, status: updating }, [])).toEqual({ state: "ready" });
  });
});

test("a DaemonSet is ready once every node has an updated, available pod", () => {
  const spec = { selector: {}, template: {} };
  const status = { currentNumberScheduled: 2, desiredNumberScheduled: 2, numberMisscheduled: 0, numberReady: 2 };
  const judge = (more: object) => judgeDaemonSet({ spec, status: { ...status, ...more } }, []);
  expect(judge({ updatedNumberScheduled: 2, numberAvailable: 2 })).toEqual({ state: "ready" });
  expect(judge({ updatedNumberScheduled: 1, numberAvailable: 2 })).toMatchObject({
    reasons: ["1 of 2 pods are updated"],
  });
  expect(judge({ updatedNumberScheduled: 2 })).toMatchObject({ reasons: ["0 of 2 pods are available"] });
});

test("a Job is ready once it is complete, and has failed where it says so", () => {
  const spec = { template: {}, completions: 3 };
  expect(judgeJob({ spec, status: { succeeded: 1 } }, [])).toEqual({
    state: "waiting",
    reasons: ["1 of 3 completions"],
  });
  const complete = condition("Complete", "True", "CompletionsReached", "");
  expect(judgeJob({ spec, status: { conditions: [complete] } }, [])).toEqual({ state: "ready" });
  expect(judgeJob({ spec: { ...spec, suspend: true } }, [])).toEqual({ state: "ready" });
  const broken = condition("Failed", "True", "BackoffLimitExceeded", "reached the limit");
  expect(judgeJob({ spec, status: { conditions: [broken] } }, [])).toEqual({
    state: "failed",
    reasons: ["BackoffLimitExceeded: reached the limit"],
  });
});

describe("pods", () => {
  const waitingFor = (reason: string, name = "web-2"): V1Pod => ({
    metadata: { name },
    status: {
      containerStatuses: [
        {
          name: "main",
          image: "",
          imageID: "",
          ready: false,
          restartCount: 0,
          state: { waiting: { reason, message: "no" } },
        },
      ],
    },
  });

  test("tell of images that aren't there and containers that crash, but not of a normal start", () => {
    expect(troubles([waitingFor("ImagePullBackOff")])).toEqual(["pod web-2: container main: ImagePullBackOff: no"]);
    expect(troubles([waitingFor("ContainerCreating")])).toEqual([]);
  });

  test("with the same trouble are named once, and a crowd of troubles is cut", () => {
    expect(troubles([UNSCHEDULABLE, { ...UNSCHEDULABLE, metadata: { name: "web-9" } }])).toHaveLength(1);
    const crowd = Array.from({ length: 9 }, (_, index) => waitingFor(`Reason${index}`));
    expect(troubles(crowd)).toHaveLength(5);
  });

  test("are ready when they say so or have done their work, and have failed when they say that", () => {
    expect(judgePod({ status: { conditions: [{ type: "Ready", status: "True" }] } })).toEqual({ state: "ready" });
    expect(judgePod({ status: { phase: "Succeeded" } })).toEqual({ state: "ready" });
    expect(judgePod({ status: { phase: "Failed", reason: "Evicted" } })).toMatchObject({ state: "failed" });
    expect(judgePod(UNSCHEDULABLE)).toMatchObject({ state: "waiting" });
  });
});
