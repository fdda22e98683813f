import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { driftedInputs, importedInputs } from "../../../sandbox/kubernetes/resource/drift";
import type { Props } from "../../../sandbox/plugin/types";

const INPUTS = {
  metadata: { name: "web", labels: { app: "web" } },
  spec: { replicas: 2, template: { spec: { containers: [{ name: "main", image: "nginx:1", cpu: "0.5" }] } } },
};
const LIVE = {
  metadata: { name: "web", labels: { app: "web" }, uid: "u", generation: 1 },
  spec: {
    replicas: 2,
    paused: false,
    template: { spec: { containers: [{ name: "main", image: "nginx:1", cpu: "500m", pull: "x" }] } },
  },
  status: { replicas: 2 },
};

function withContainers(...containers: Props[]): Props {
  return { ...LIVE, spec: { ...LIVE.spec, template: { spec: { containers } } } };
}

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => ({ value }) as Props);

describe("inputs stay as they were written", () => {
  test("where nothing has changed, whatever the API server made of them", () => {
    fc.assert(
      fc.property(json, json, (inputs, live) => {
        expect(driftedInputs(inputs, live, live)).toEqual(inputs);
      }),
    );
  });

  test("where only what the program doesn't manage has changed", () => {
    const now = {
      ...LIVE,
      metadata: { ...LIVE.metadata, generation: 9, labels: { app: "web", foreign: "yes" } },
      spec: { ...LIVE.spec, paused: true },
      status: { replicas: 0 },
    };
    expect(driftedInputs(INPUTS, LIVE, now)).toEqual(INPUTS);
  });

  test("where another container was put in", () => {
    const [main = {}] = LIVE.spec.template.spec.containers;
    expect(driftedInputs(INPUTS, LIVE, withContainers({ name: "sidecar" }, main))).toEqual(INPUTS);
  });
});

describe("inputs become what is there now", () => {
  test("at the very path that was changed", () => {
    const now = withContainers({ name: "main", image: "nginx:2", cpu: "500m", pull: "x" });
    const [container] = INPUTS.spec.template.spec.containers;
    const containers = [{ ...container, image: "nginx:2" }];
    expect(driftedInputs(INPUTS, LIVE, now)).toEqual({
      ...INPUTS,
      spec: { replicas: 2, template: { spec: { containers } } },
    });
  });

  test("without what was taken away", () => {
    const now = { ...withContainers(), metadata: { ...LIVE.metadata, labels: undefined } };
    const drifted = driftedInputs(INPUTS, LIVE, now);
    expect(drifted).toStrictEqual({
      metadata: { name: "web" },
      spec: { replicas: 2, template: { spec: { containers: [] } } },
    });
  });

  test("in a list that is one whole, such as arguments", () => {
    const [inputs, live, now] = [["a"], ["a"], ["a", "b"]].map((args) => ({ spec: { args } }));
    expect(driftedInputs(inputs ?? {}, live ?? {}, now ?? {})).toEqual({ spec: { args: ["a", "b"] } });
  });

  test("in a list whose elements have no names, where one was added", () => {
    const rule = (verb: string) => ({ verbs: [verb] });
    const live = { rules: [rule("get")] };
    expect(driftedInputs({ rules: [rule("get")] }, live, { rules: [rule("get"), rule("delete")] })).toEqual({
      rules: [rule("get"), rule("delete")],
    });
  });

  test("in a Secret whose texts were written in clear", () => {
    const encoded = (text: string) => Buffer.from(text).toString("base64");
    const inputs = { kind: "Secret", stringData: { a: "one", b: "two" } };
    const before = { kind: "Secret", data: { a: encoded("one"), b: encoded("two") } };
    const now = { kind: "Secret", data: { a: encoded("other"), b: encoded("two") } };
    expect(driftedInputs(inputs, before, before)).toEqual(inputs);
    expect(driftedInputs(inputs, before, now)).toEqual({ kind: "Secret", stringData: { a: "other", b: "two" } });
  });
});

test("an object that is imported is declared without what only the API server and controllers write", () => {
  const annotations = { "deployment.kubernetes.io/revision": "3", own: "yes" };
  const metadata = { name: "web", namespace: "mcp", annotations, uid: "u", resourceVersion: "7", managedFields: [] };
  const live = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { replicas: 2 }, status: { replicas: 2 } };
  expect(importedInputs(live)).toStrictEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "mcp", annotations: { own: "yes" } },
    spec: { replicas: 2 },
  });
});
