import { describe, expect, test } from "vitest";
import { replacesOn } from "../../../sandbox/kubernetes/resource/replacements";
import type { Props } from "../../../sandbox/plugin/types";

const NONE = { secrets: false, configMaps: false };

function replaces(apiVersion: string, kind: string, path: string, more: Props = {}, mutability = NONE): boolean {
  return replacesOn({ apiVersion, kind, ...more }, mutability)(path);
}

describe("a change replaces", () => {
  test.each([
    ["apps/v1", "Deployment", "metadata.name"],
    ["apps/v1", "Deployment", "metadata.namespace"],
    ["apps/v1", "Deployment", "spec.selector.matchLabels.app"],
    ["apps/v1", "StatefulSet", "spec.serviceName"],
    ["apps/v1", "StatefulSet", "spec.volumeClaimTemplates[0].spec.accessModes"],
    ["apps/v1", "DaemonSet", "spec.selector"],
    ["batch/v1", "Job", "spec.template.spec.containers[0].image"],
    ["v1", "Pod", "spec.containers[1].image"],
    ["v1", "Pod", "spec.nodeSelector"],
    ["v1", "Service", "spec.clusterIP"],
    ["v1", "PersistentVolumeClaim", "spec.storageClassName"],
    ["v1", "PersistentVolume", "spec.hostPath.path"],
    ["v1", "Secret", "type"],
    ["v1", "Secret", "stringData.password"],
    ["v1", "ConfigMap", 'data["a.b"]'],
    ["rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef.name"],
    ["storage.k8s.io/v1", "StorageClass", "provisioner"],
  ])("%s %s at %s", (apiVersion, kind, path) => {
    expect(replaces(apiVersion, kind, path)).toBe(true);
  });
});

describe("a change is made in place", () => {
  test.each([
    ["apps/v1", "Deployment", "spec.template.spec.containers[0].image"],
    ["apps/v1", "Deployment", "spec.replicas"],
    ["apps/v1", "Deployment", "metadata.labels.app"],
    ["batch/v1", "Job", "spec.ttlSecondsAfterFinished"],
    ["v1", "Pod", "spec.tolerations"],
    ["v1", "Service", "spec.type"],
    ["v1", "Service", "spec.clusterIPs"],
    ["v1", "PersistentVolumeClaim", "spec.resources.requests.storage"],
    ["example.com/v1", "Deployment", "spec.selector"],
    ["rbac.authorization.k8s.io/v1", "RoleBinding", "subjects[0].name"],
  ])("%s %s at %s", (apiVersion, kind, path) => {
    expect(replaces(apiVersion, kind, path)).toBe(false);
  });
});

test("data is changed in place where the provider allows it and the object is not immutable", () => {
  const both = { secrets: true, configMaps: true };
  expect(replaces("v1", "Secret", "data.a", {}, both)).toBe(false);
  expect(replaces("v1", "ConfigMap", "data.a", {}, both)).toBe(false);
  expect(replaces("v1", "Secret", "data.a", { immutable: true }, both)).toBe(true);
  expect(replaces("v1", "ConfigMap", "data.a", { immutable: true }, both)).toBe(true);
  expect(replaces("v1", "ConfigMap", "data.a", {}, { secrets: true, configMaps: false })).toBe(true);
});
