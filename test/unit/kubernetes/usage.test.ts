import type { V1Pod } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { nodeMetrics, parseQuantity, podMetrics } from "../../../sandbox/kubernetes/cluster/usage";

const NOW = new Date("2026-11-20T12:00:00.123Z");

function pod(annotations = {}): V1Pod {
  const requests = { cpu: "500m", memory: "64Mi" };
  return {
    metadata: { name: "web-1", namespace: "mcp", annotations },
    spec: { nodeName: "sophia-main-0", containers: [{ name: "main", resources: { requests } }, { name: "bare" }] },
  };
}

describe("a pod's usage", () => {
  test("is half of what each container requests", () => {
    expect(podMetrics(pod(), NOW)).toMatchObject({
      metadata: { name: "web-1", namespace: "mcp" },
      timestamp: "2026-11-20T12:00:00Z",
      containers: [
        { name: "main", usage: { cpu: "250000000n", memory: "32768Ki" } },
        { name: "bare", usage: { cpu: "0n", memory: "0Ki" } },
      ],
    });
  });

  test("is what its annotations say, so that an autoscaler can be made to scale", () => {
    const { containers } = podMetrics(pod({ "kwok.x-k8s.io/usage-cpu": "2" }), NOW);
    expect(containers.map(({ usage }) => usage.cpu)).toEqual(["2000000000n", "2000000000n"]);
  });
});

test("a node's usage is that of its own pods", () => {
  const { containers = [] } = pod().spec ?? {};
  const elsewhere = { ...pod(), spec: { nodeName: "sophia-main-1", containers } };
  const metrics = nodeMetrics({ metadata: { name: "sophia-main-0" } }, [pod(), pod(), elsewhere], NOW);
  expect(metrics.usage).toEqual({ cpu: "500000000n", memory: "65536Ki" });
});

test.each([
  ["0.5", 0.5],
  ["250m", 0.25],
  ["1Ki", 1024],
  ["2G", 2e9],
  ["1e3", 1000],
])("the quantity %s is %d", (text, value) => {
  expect(parseQuantity(text)).toBeCloseTo(value, 9);
});

test("what is no quantity is named", () => {
  expect(() => parseQuantity("lots")).toThrow("lots is no Kubernetes quantity");
});
