import { describe, expect, it } from "vitest";
import { settled } from "../../../cli/rehearsal/pendingCreates";

const stack = { urn: "urn::stack", type: "pulumi:pulumi:Stack" };
const [done, lost] = ["urn::done", "urn::lost"].map((urn) => ({
  urn,
  type: "a:b:C",
  inputs: { name: urn },
  parent: stack.urn,
}));

describe("settling what a kill cut off", () => {
  const deployment = {
    manifest: { time: "t" },
    resources: [stack],
    pending_operations: [
      { type: "creating", resource: done },
      { type: "creating", resource: lost },
      { type: "deleting", resource: stack },
    ],
  };

  it("keeps what the vendor did, by its id and after what it depends on, and forgets the rest", () => {
    expect(settled(deployment, [{ urn: "urn::done", id: "42" }])).toEqual({
      manifest: { time: "t" },
      resources: [stack, { ...done, id: "42" }],
      pending_operations: [{ type: "deleting", resource: stack }],
    });
  });

  it("lets what was to be replaced go, unless it is just that which the vendor has", () => {
    const old = { ...done, id: "1" };
    const replacing = {
      ...deployment,
      resources: [stack, old],
      pending_operations: [{ type: "creating", resource: done }],
    };
    expect(settled(replacing, [{ urn: "urn::done", id: "42" }])).toMatchObject({
      resources: [stack, { ...old, delete: true }, { ...done, id: "42" }],
    });
    expect(settled(replacing, [{ urn: "urn::done", id: "1" }])).toMatchObject({ resources: [stack, old] });
  });

  it("takes a stack that has nothing yet", () => {
    expect(settled({ manifest: {} }, [])).toEqual({ manifest: {}, resources: [], pending_operations: [] });
  });
});
