import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeInputs, type Defaults } from "../../../sandbox/kubernetes/resource/inputs";
import { type Props, UNKNOWN } from "../../../sandbox/plugin/types";

const DEPLOYMENT: Defaults = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  resourceName: "web",
  namespace: "mcp",
  namespaced: true,
};
const NAMESPACE: Defaults = { ...DEPLOYMENT, apiVersion: "v1", kind: "Namespace", namespaced: undefined };

function metadataOf(news: Props, olds?: Props, defaults = DEPLOYMENT): Props {
  return completeInputs(news, olds, defaults).metadata as Props;
}

describe("an object without a name", () => {
  test("gets the resource's name and eight random hex digits, and says so", () => {
    const metadata = metadataOf({});
    expect(metadata.name).toMatch(/^web-[0-9a-f]{8}$/);
    expect(metadata.annotations).toEqual({ "pulumi.com/autonamed": "true" });
    expect(metadataOf({}).name).not.toBe(metadata.name);
  });

  test("keeps the name that it was given in every update", () => {
    fc.assert(
      fc.property(fc.object(), (spec) => {
        const first = completeInputs({ spec: spec as Props }, undefined, DEPLOYMENT);
        expect(metadataOf({ metadata: { labels: { a: "b" } } }, first).name).toBe((first.metadata as Props).name);
      }),
    );
  });

  test("keeps its own annotations beside", () => {
    const { annotations } = metadataOf({ metadata: { annotations: { a: "b" } } });
    expect(annotations).toEqual({ a: "b", "pulumi.com/autonamed": "true" });
  });

  test("that had one of the user's before stays without, which replaces it", () => {
    expect(metadataOf({}, { metadata: { name: "given" } }).name).toBeUndefined();
  });

  test("is left to the API server where it asks for that, and to the program where it isn't known yet", () => {
    expect(metadataOf({ metadata: { generateName: "web-" } }).name).toBeUndefined();
    expect(metadataOf({ metadata: { name: UNKNOWN } }).name).toBe(UNKNOWN);
  });
});

describe("the namespace", () => {
  test("is the provider's where the object names none", () => {
    expect(metadataOf({ metadata: { name: "a" } }).namespace).toBe("mcp");
    expect(metadataOf({ metadata: { name: "a", namespace: "own" } }).namespace).toBe("own");
  });

  test("is not given to kinds that have none, whether the cluster can be asked or not", () => {
    expect(metadataOf({ metadata: { name: "a" } }, undefined, NAMESPACE)).toEqual({ name: "a" });
    const asked = { ...DEPLOYMENT, kind: "Canary", namespaced: false };
    expect(metadataOf({ metadata: { name: "a" } }, undefined, asked)).toEqual({ name: "a" });
  });
});

test("version and kind come from the resource's type, unless they are written", () => {
  expect(completeInputs({}, undefined, DEPLOYMENT)).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment" });
  expect(completeInputs({ apiVersion: "apps/v2" }, undefined, DEPLOYMENT)).toMatchObject({ apiVersion: "apps/v2" });
});

test("what only the API server writes is dropped", () => {
  const metadata = { name: "a", namespace: "b", uid: "u", resourceVersion: "1", managedFields: [] };
  expect(metadataOf({ metadata })).toEqual({ name: "a", namespace: "b" });
});

test("a definition's x_kubernetes_ fields get their dashes back, at any depth", () => {
  const schema = { properties: { a: [{ x_kubernetes_int_or_string: true }] } };
  const definition: Defaults = { ...DEPLOYMENT, kind: "CustomResourceDefinition", namespaced: false };
  const inputs = completeInputs({ metadata: { name: "a" }, spec: schema }, undefined, definition);
  expect(inputs.spec).toEqual({ properties: { a: [{ "x-kubernetes-int-or-string": true }] } });
});
