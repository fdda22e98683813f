import { describe, expect, it } from "vitest";
import { actOn } from "../../../sandbox/lambda/act";
import { bench, launched } from "./cloud";

describe("what can be done to the vendor from outside", () => {
  it("is done by name, with or without the vendor's", async () => {
    const lambda = bench();
    const act = actOn(lambda.control);
    const id = await launched(lambda);
    expect(act("lambda.rename", [id, "renamed"])).toBeNull();
    expect(act("held", [])).toEqual({ instances: 1, sshKeys: 1, filesystems: 0, firewallRulesets: 0 });
    expect((await lambda.call("GET", `/instances/${id}`)).data).toMatchObject({ name: "renamed" });
    act("lambda.setFates", ["unhealthy", "stalled"]);
    expect(lambda.world.collection("lambda.account").get("account")).toMatchObject({ fates: ["unhealthy", "stalled"] });
  });

  it("is refused with what is allowed", () => {
    const act = actOn(bench().control);
    expect(() => act("lambda.explode", [])).toThrow(/no act "explode"; there are: setCapacity, .*held/);
    expect(() => act("toString", [])).toThrow("no act");
    expect(() => act("lambda.setCapacity", ["gpu_1x_a10", "us-east-1", -1])).toThrow("setCapacity");
    expect(() => act("lambda.setAccount", ["broke"])).toThrow(/"inactive"/);
    expect(() => act("lambda.setQuota", [{ hosts: 1 }])).toThrow("hosts");
  });
});
