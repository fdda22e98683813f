import { describe, expect, test } from "vitest";
import { isClusterScoped, objectKindOf } from "../../../sandbox/kubernetes/resource/tokens";

describe("a Pulumi type", () => {
  test.each([
    ["kubernetes:core/v1:Namespace", "v1", "Namespace"],
    ["kubernetes:apps/v1:Deployment", "apps/v1", "Deployment"],
    ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "rbac.authorization.k8s.io/v1", "ClusterRole"],
    ["kubernetes:cert-manager.io/v1:Certificate", "cert-manager.io/v1", "Certificate"],
    ["kubernetes:patches.example/v1:SecurityPatch", "patches.example/v1", "SecurityPatch"],
  ])("%s is %s %s", (type, apiVersion, kind) => {
    expect(objectKindOf(type)).toEqual({ apiVersion, kind });
  });

  test.each([
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:yaml:ConfigFile",
    "kubernetes:unversioned:Thing",
    "kubernetes:kustomize/v2:Directory",
    "kubernetes:core/v1:NamespacePatch",
    "kubernetes:networking.k8s.io/v1:IngressPatch",
  ])("%s is no object, and refused", (type) => {
    expect(() => objectKindOf(type)).toThrow(`${type} is not rehearsed`);
  });
});

test("kinds without a namespace are known before a cluster can be asked", () => {
  expect(isClusterScoped({ apiVersion: "v1", kind: "Namespace" })).toBe(true);
  expect(isClusterScoped({ apiVersion: "v1", kind: "Secret" })).toBe(false);
});
