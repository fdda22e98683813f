import { describe, expect, test } from "vitest";
import type { KubeObject, ManagedFields } from "../../../sandbox/kubernetes/objects";
import { fieldManagerOf, isManagedBy, takenOver } from "../../../sandbox/kubernetes/resource/managers";

const URN = "urn:pulumi:local::sophia-infra::kubernetes:core/v1:ConfigMap::settings";
const OURS = fieldManagerOf(URN);

function objectWith(...managedFields: ManagedFields[]): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", managedFields } };
}

const ours: ManagedFields = { manager: OURS, operation: "Apply", fieldsV1: { "f:data": { "f:a": {} } } };
const edited: ManagedFields = {
  manager: "kubectl-edit",
  operation: "Update",
  fieldsV1: { "f:data": { ".": {}, "f:b": {} } },
};

test("a resource's field manager is the same in every run, and another for another resource", () => {
  expect(OURS).toMatch(/^pulumi-kubernetes-[0-9a-f]{8}$/);
  expect(fieldManagerOf(URN)).toBe(OURS);
  expect(fieldManagerOf(`${URN}2`)).not.toBe(OURS);
  expect(isManagedBy(objectWith(edited, ours), OURS)).toBe(true);
  expect(isManagedBy(objectWith(edited), OURS)).toBe(false);
});

describe("taking over", () => {
  test("joins kubectl's fields with ours and leaves the others alone", () => {
    const controller: ManagedFields = {
      manager: "kube-controller-manager",
      operation: "Update",
      subresource: "status",
    };
    expect(takenOver(objectWith(controller, ours, edited), OURS)).toEqual([
      controller,
      { ...ours, fieldsV1: { "f:data": { ".": {}, "f:a": {}, "f:b": {} } } },
    ]);
  });

  test("also takes what this plugin made with a plain create, and kubectl applied", () => {
    const created: ManagedFields = { manager: OURS, operation: "Update", fieldsV1: { "f:data": {} } };
    const applied: ManagedFields = { manager: "kubectl", operation: "Apply", fieldsV1: { "f:metadata": {} } };
    expect(takenOver(objectWith(created, applied), OURS)).toEqual([
      { manager: OURS, operation: "Apply", fieldsV1: { "f:data": {}, "f:metadata": {} } },
    ]);
  });

  test("is not needed where nobody edited, and never takes from another program or a subresource", () => {
    const other: ManagedFields = { manager: "pulumi-kubernetes-00000000", operation: "Apply", fieldsV1: {} };
    const scaled: ManagedFields = { manager: "kubectl", operation: "Update", subresource: "scale", fieldsV1: {} };
    const operator: ManagedFields = { manager: "my-operator", operation: "Update", fieldsV1: {} };
    expect(takenOver(objectWith(ours, other, scaled, operator), OURS)).toBeUndefined();
  });
});
