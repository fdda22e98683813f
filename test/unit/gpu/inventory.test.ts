import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instance } from "../../../components/lambda/schemas";
import { inventory } from "../../../ops/gpu/inventory";
import { reap } from "../../../ops/gpu/reap";
import { stackState } from "../../../ops/gpu/stateHosts";
import { addSshKey, createHost, hostsOf, wanted } from "../lambda/hosts";
import { Process, Vendor } from "../lambda/vendor";

const GPU_HOST = "pulumi-nodejs:dynamic/lambda:GpuHost";
const own = { project: "sophia-infra", stack: "prod" };
const NOW = Date.parse("2026-11-20T12:00:00Z");

function host(id: string, tags: Record<string, string> = {}, more: Partial<Instance> = {}): Instance {
  return {
    id,
    name: `host-${id}`,
    status: "active",
    ssh_key_names: [],
    file_system_names: [],
    region: { name: "us-east-1" },
    instance_type: { name: "gpu_1x_a10", price_cents_per_hour: 129 },
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    ...more,
  };
}
const ours = { project: "sophia-infra", stack: "prod", "managed-by": "pulumi" };
const stateOf = (ids: readonly string[], creating: readonly string[] = []) =>
  stackState(
    JSON.stringify({
      deployment: {
        resources: [
          { type: "pulumi:pulumi:Stack" },
          ...ids.map((id) => ({
            type: GPU_HOST,
            id,
            created: "2026-11-20T02:00:00Z",
            outputs: { name: `host-${id}` },
          })),
        ],
        pending_operations: creating.map((key) => ({
          type: "creating",
          resource: { type: GPU_HOST, inputs: { key } },
        })),
      },
    }),
  );
const standings = (instances: Instance[], state = stateOf([])) =>
  Object.fromEntries(inventory(instances, state, own, NOW).map(({ id, standing }) => [id, standing]));

describe("the inventory", () => {
  it("tells what each host is to the stack", () => {
    const instances = [
      host("a", ours),
      host("b", ours),
      host("c", { ...ours, "idempotency-key": "main" }),
      host("d", { ...ours, "managed-by": "autoscaler" }),
      host("e", { ...ours, stack: "staging" }),
      host("f"),
      host("g", ours, { status: "terminating" }),
    ];
    expect(standings(instances, stateOf(["a", "z"], ["main"]))).toEqual({
      a: "known",
      b: "stray",
      c: "coming up",
      d: "autoscaled",
      e: "other",
      f: "other",
      z: "missing",
    });
  });

  it("counts age and cost from the launch, else from the state, else not at all", () => {
    const launched = { ...ours, "launched-at": "2026-11-20T10:00:00Z" };
    const rows = inventory([host("a", launched), host("b", ours), host("c", ours)], stateOf(["a", "b"]), own, NOW);
    expect(rows.map(({ ageHours }) => ageHours)).toEqual([2, 10, undefined]);
    expect(rows.map(({ dollarsSoFar }) => dollarsSoFar?.toFixed(2))).toEqual(["2.58", "12.90", undefined]);
  });

  it("never takes for a stray what is known, coming up, the autoscaler's, another's or gone", () => {
    const tag = fc.record({
      project: fc.constantFrom("sophia-infra", "other"),
      stack: fc.constantFrom("prod", "staging"),
      "managed-by": fc.constantFrom("pulumi", "autoscaler"),
      "idempotency-key": fc.constantFrom("k1", "k2"),
    });
    const one = fc.tuple(tag, fc.constantFrom("active", "booting", "terminated", "unhealthy"));
    const many = fc.array(one, { maxLength: 8 });
    fc.assert(
      fc.property(many, fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]), fc.subarray(["k1", "k2"]), (drawn, known, creating) => {
        const instances = drawn.map(([tags, status], index) => host(`${index}`, tags, { status }));
        const seen = standings(instances, stateOf(known.map(String), creating));
        for (const [index, [tags, status]] of drawn.entries()) {
          const mine = tags.project === "sophia-infra" && tags.stack === "prod" && tags["managed-by"] === "pulumi";
          const isStray =
            mine && status !== "terminated" && !known.includes(index) && !creating.includes(tags["idempotency-key"]);
          expect(seen[`${index}`] === "stray").toBe(isStray);
        }
      }),
    );
  });
});

describe("reaping", () => {
  it("ends the strays, also one in its first seconds, and nothing else", async () => {
    const vendor = new Vendor();
    addSshKey(vendor);
    const process = new Process(vendor);
    const tags = { project: "sophia-infra", stack: "prod" };
    const kept = await createHost(hostsOf(process), wanted("kept", { tags }));
    await createHost(hostsOf(process), wanted("stray", { tags }));
    const young = {
      region_name: "us-east-1",
      instance_type_name: "gpu_1x_a10",
      ssh_key_names: ["sophia"],
      name: "young",
    };
    const asTags = Object.entries(tags).map(([key, value]) => ({ key, value }));
    await process.client().launch({ ...young, tags: asTags }, async () => undefined);
    const rows = inventory(await process.client().listInstances(), stateOf([kept.id]), own, NOW);
    const ended = await reap(process.client(), rows, process.say);
    expect(ended.map(({ name }) => name)).toEqual(["sophia-stray", "young"]);
    expect([...vendor.live().keys()]).toEqual([kept.id]);
  });
});
