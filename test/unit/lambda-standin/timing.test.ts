import { describe, expect, it } from "vitest";
import { bench, PUBLIC_KEY } from "./cloud";

const A10 = { region_name: "us-east-1", instance_type_name: "gpu_1x_a10", ssh_key_names: ["deploy"] };

describe("the life of a host", () => {
  it("launches in 9 s, has its address at 71 s, is active 173 s later", async () => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    const before = lambda.clock.now();
    const { data } = await lambda.call("POST", "/instance-operations/launch", { ...A10, name: "sophia-main" });
    const [id] = data.instance_ids as unknown as string[];
    expect(lambda.clock.now() - before).toBe(1_000 + 9_000);
    const launched = lambda.clock.now();
    const seen: Record<string, number> = {};
    for (let i = 0; i < 260; i++) {
      const host = (await lambda.call("GET", `/instances/${id}`)).data as Record<string, unknown>;
      seen[`${host.status}${host.ip === undefined ? "" : " with address"}`] ??= (lambda.clock.now() - launched) / 1000;
    }
    expect(seen).toEqual({ booting: 1, "booting with address": 71, "active with address": 244 });
  });
});
