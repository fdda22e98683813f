import { beforeEach, describe, expect, it } from "vitest";
import type { InstanceRecord } from "../../../sandbox/lambda/records";
import { addSshKey, createHost, hostsOf, wanted } from "./hosts";
import { Process, Vendor } from "./vendor";

let vendor: Vendor;
let process: Process;

beforeEach(() => {
  vendor = new Vendor();
  addSshKey(vendor);
  process = new Process(vendor);
});

const member = (key: string, more = {}) =>
  wanted(key, { cluster: "sophia", userData: "#cloud-config\n# @@PEERS@@;\n", ...more });
const create = async (inputs: ReturnType<typeof wanted>) => {
  const { id, outs } = await createHost(hostsOf(process), inputs);
  const record = vendor.lambda.cloud.fleet.find(id)?.record;
  if (record === undefined) throw new Error("the host is not there");
  return { id, outs, record };
};
const peersOf = ({ user_data = "" }: InstanceRecord) => /# (.*);/.exec(user_data)?.[1];

describe("the hosts of one cluster", () => {
  it("learn at launch who is there already", async () => {
    const first = await create(member("main"));
    expect(peersOf(first.record)).toBe("");
    const second = await create(member("second"));
    expect(peersOf(second.record)).toBe(first.record.private_ip);
    // The one that started the cluster comes back: it finds the one that stayed.
    vendor.lambda.control.terminate(first.id);
    const again = await create(member("main"));
    expect(peersOf(again.record)).toBe(second.record.private_ip);
  });

  it("are launched into one region, the one with room or not", async () => {
    vendor.lambda.control.setCapacity("gpu_1x_a10", "us-east-1", 0);
    expect((await create(member("main"))).outs.region).toBe("us-west-1");
    vendor.lambda.control.setCapacity("gpu_1x_a10", "us-east-1", 8);
    expect((await create(member("second"))).outs.region).toBe("us-west-1");
    vendor.lambda.control.setCapacity("gpu_1x_a10", "us-west-1", 0);
    const late = createHost(hostsOf(process), member("third", { timeouts: { capacityMinutes: 1 } }));
    await expect(late).rejects.toThrow("no capacity for gpu_1x_a10");
    expect(vendor.live().size).toBe(2);
  });

  it("say where the cluster is when that is none of a host's regions", async () => {
    await create(member("main"));
    await expect(createHost(hostsOf(process), member("second", { regions: ["us-west-1"] }))).rejects.toThrow(
      "sophia-second: the cluster's sophia-main is in us-east-1, which is none of the regions us-west-1.",
    );
  });

  it("do not count those of another stack, nor those that will never serve", async () => {
    await create(member("other", { tags: { project: "sophia-infra", stack: "other" } }));
    const lost = await create(member("lost"));
    vendor.lambda.control.preempt(lost.id);
    expect(peersOf((await create(member("main"))).record)).toBe("");
  });

  it("use the rule set of the region that they come up in, and say when they were launched", async () => {
    const made = vendor.lambda.cloud.firewallRulesets;
    const ruleset = (region: string) => ({ name: "admin", region, rules: [], created: 0 });
    made.put("e".repeat(32), ruleset("us-east-1"));
    made.put("f".repeat(32), ruleset("us-west-1"));
    const firewallRulesets = { "us-east-1": "e".repeat(32), "us-west-1": "f".repeat(32) };
    const { record, outs } = await create(member("main", { firewallRulesets }));
    expect(outs.firewallRulesetIds).toEqual(["e".repeat(32)]);
    const launchedAt = record.tags.find(({ key }) => key === "launched-at")?.value ?? "";
    expect(Math.abs(Date.parse(launchedAt) - record.requestedAt)).toBeLessThanOrEqual(2_000);
    expect(outs.tags).toEqual({ project: "sophia-infra", stack: "test" });
  });
});
