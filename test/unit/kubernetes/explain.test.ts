import { describe, expect, test } from "vitest";
import { ApiError } from "../../../sandbox/kubernetes/api";
import { holders } from "../../../sandbox/kubernetes/resource/deletion";
import { explainRefusal } from "../../../sandbox/kubernetes/resource/explain";

const WEB = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "mcp" } };

describe("a refusal", () => {
  test("names the object, and each field with what is wrong in it", () => {
    const causes = [
      { field: "spec.replicas", message: "Invalid value: -1: must be greater than or equal to 0" },
      { field: "<nil>", message: "something else" },
    ];
    const error = explainRefusal(WEB, "created", new ApiError(422, "Invalid", "ignored", causes));
    expect(error.message.split("\n")).toEqual([
      "apps/v1 Deployment mcp/web can't be created: the API server refuses it (Invalid):",
      "  spec.replicas: Invalid value: -1: must be greater than or equal to 0",
      "  something else",
    ]);
  });

  test("without fields is told as the API server says it", () => {
    const error = explainRefusal(WEB, "deleted", new ApiError(403, "Forbidden", "this may not be deleted", []));
    expect(error.message).toBe(
      "apps/v1 Deployment mcp/web can't be deleted: the API server refuses it (Forbidden): this may not be deleted",
    );
  });

  test("over who owns a field says who does, and how to take it", () => {
    const causes = [{ field: ".spec.replicas", message: 'conflict with "scaler"', reason: "FieldManagerConflict" }];
    const { message } = explainRefusal(WEB, "changed", new ApiError(409, "Conflict", "", causes));
    expect(message).toContain("pulumi.com/patchForce");
    expect(message).toContain('\n  spec.replicas: conflict with "scaler"');
  });
});

test("what holds a deleted object are its finalizers, and what a namespace says of its content", () => {
  const metadata = { name: "mcp", finalizers: ["example.com/hold"] };
  const conditions = [
    { type: "NamespaceContentRemaining", status: "True", reason: "SomeResourcesRemain", message: "2 widgets remain" },
    { type: "NamespaceDeletionDiscoveryFailure", status: "False", reason: "ResourcesDiscovered", message: "fine" },
  ];
  expect(holders({ apiVersion: "v1", kind: "Namespace", metadata, status: { conditions } })).toEqual([
    "It waits for its finalizer example.com/hold.",
    "SomeResourcesRemain: 2 widgets remain",
  ]);
});
