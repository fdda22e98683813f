import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { A10, type Bench, bench, launched, PUBLIC_KEY, temporary } from "./cloud";

type Told = Record<string, unknown> & { actions: Record<string, { available: boolean; reason_code?: string }> };

async function look(lambda: Bench, id: string): Promise<Told> {
  return (await lambda.call("GET", `/instances/${id}`)).data as Told;
}

/** Seconds from now to the first look at which each thing shows, looking once a second. */
async function watch(lambda: Bench, seconds: number, show: () => Promise<string>): Promise<Record<string, number>> {
  const begin = lambda.clock.now();
  const seen: Record<string, number> = {};
  while (lambda.clock.now() - begin < seconds * 1_000) seen[await show()] ??= (lambda.clock.now() - begin) / 1_000;
  return seen;
}

describe("the life of a host", () => {
  it("launches in 9 s, has its address at 71 s and is active 173 s later", async () => {
    const lambda = bench();
    const begin = lambda.clock.now();
    const id = await launched(lambda);
    // A second each for the key's and the launch's own pace.
    expect(lambda.clock.now() - begin).toBe(2_000 + 9_000);
    const seen = await watch(lambda, 260, async () => {
      const { status, ip } = await look(lambda, id);
      return `${status}${ip === undefined ? "" : " with an address"}`;
    });
    expect(seen).toEqual({ booting: 1, "booting with an address": 71, "active with an address": 244 });
  });

  it("is not listed before its launch has answered, however the caller fares", async () => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    await lambda.clock.sleep(2_000);
    const running = lambda.handle(lambda.request("POST", "/instance-operations/launch", A10));
    const meanwhile = await lambda.handle(lambda.request("GET", "/instances"));
    await running;
    expect(JSON.parse(meanwhile.body)).toEqual({ data: [] });
    expect((await lambda.call("GET", "/instances")).data).toMatchObject([{ status: "booting" }]);
  });

  it("cannot be terminated in its first 5 s, and says why", async () => {
    const lambda = bench();
    const id = await launched(lambda);
    expect((await look(lambda, id)).actions.terminate).toMatchObject({
      available: false,
      reason_code: "vm-has-not-launched",
    });
    const early = await lambda.call("POST", "/instance-operations/terminate", { instance_ids: [id] });
    expect([early.status, early.code]).toEqual([400, "global/invalid-parameters"]);
    await lambda.clock.sleep(2_000);
    expect((await look(lambda, id)).actions.terminate).toEqual({ available: true });
  });

  it("is terminating for 30 s, terminated for 10 minutes, and then gone", async () => {
    const lambda = bench();
    const id = await launched(lambda);
    await lambda.clock.sleep(300_000);
    const { data } = await lambda.call("POST", "/instance-operations/terminate", { instance_ids: [id] });
    expect(data.terminated_instances).toEqual([expect.objectContaining({ id, status: "terminating" })]);
    expect((await lambda.call("GET", "/instances")).data).toHaveLength(1);
    const seen = await watch(lambda, 700, async () => {
      const answer = await lambda.call("GET", `/instances/${id}`);
      return `${answer.code ?? answer.data.status}`;
    });
    expect(seen).toEqual({ terminating: 1, terminated: 29, "global/object-does-not-exist": 629 });
    expect((await lambda.call("GET", "/instances")).data).toEqual([]);
    expect(lambda.world.collection("lambda.instance").list()).toEqual([]);
  });

  it("takes a second termination as said already, and knows no host that is terminated", async () => {
    const lambda = bench();
    const id = await launched(lambda);
    await lambda.clock.sleep(10_000);
    const body = { instance_ids: [id] };
    await lambda.call("POST", "/instance-operations/terminate", body);
    await lambda.clock.sleep(20_000);
    expect((await lambda.call("POST", "/instance-operations/terminate", body)).status).toBe(200);
    await lambda.clock.sleep(10_000);
    expect((await look(lambda, id)).status).toBe("terminated");
    expect((await lambda.call("POST", "/instance-operations/terminate", body)).status).toBe(404);
    expect((await lambda.call("POST", `/instances/${id}`, { name: "late" })).status).toBe(404);
  });

  it("boots again for a minute when restarted, healthy afterwards, and refuses while it boots", async () => {
    const lambda = bench();
    const id = await launched(lambda);
    const restart = () => lambda.call("POST", "/instance-operations/restart", { instance_ids: [id] });
    expect((await restart()).code).toBe("global/conflict");
    await lambda.clock.sleep(300_000);
    lambda.control.makeUnhealthy(id);
    expect((await look(lambda, id)).status).toBe("unhealthy");
    expect((await restart()).data.restarted_instances).toEqual([expect.objectContaining({ status: "booting" })]);
    const seen = await watch(lambda, 70, async () => `${(await look(lambda, id)).status}`);
    expect(seen).toEqual({ booting: 1, active: 60 });
  });

  it("comes up as the fate that was set for it", async () => {
    const lambda = bench();
    lambda.control.setFates("unhealthy", "preempted", "stalled");
    const ids = [];
    for (let i = 0; i < 4; i++) {
      ids.push(await launched(lambda));
      await lambda.clock.sleep(12_000);
    }
    await lambda.clock.sleep(250_000);
    const told = [];
    for (const id of ids) told.push((await look(lambda, id)).status);
    expect(told).toEqual(["unhealthy", "preempted", "booting", "active"]);
  });

  it("shows at once what is done behind the caller's back", async () => {
    const lambda = bench();
    const id = await launched(lambda);
    await lambda.clock.sleep(300_000);
    lambda.control.rename(id, "somebody-elses");
    expect(await look(lambda, id)).toMatchObject({ name: "somebody-elses", status: "active" });
    lambda.control.preempt(id);
    expect(await look(lambda, id)).toMatchObject({ status: "preempted" });
    lambda.control.terminate(id);
    expect(await look(lambda, id)).toMatchObject({ status: "terminating" });
    await lambda.clock.sleep(30_000);
    expect(() => lambda.control.rename(id, "too-late")).toThrow(`no live instance ${id}`);
  });
});

describe("a sandbox that is started again", () => {
  it("keeps its hosts, and sends none back in time though its fast clock begins anew", async () => {
    const folder = temporary();
    const before = bench({}, 1_800_000_000_000, folder);
    const id = await launched(before);
    await before.clock.sleep(300_000);
    expect((await look(before, id)).status).toBe("active");

    const after = bench({}, 1_800_000_020_000, folder);
    expect(await look(after, id)).toMatchObject({ status: "active", ip: "127.86.1.2" });
    await after.call("POST", "/instance-operations/terminate", { instance_ids: [id] });
    await after.clock.sleep(31_000);
    expect((await look(after, id)).status).toBe("terminated");

    const last = bench({}, 1_800_000_020_000, folder);
    expect((await look(last, id)).status).toBe("terminated");
  });

  it("writes when something has happened, not whenever it is asked", async () => {
    const folder = temporary();
    const lambda = bench({}, 1_800_000_000_000, folder);
    const id = await launched(lambda);
    // A file is replaced whole, so one that was written again is another one.
    const file = () => statSync(join(folder, "lambda.account.json")).ino;
    await look(lambda, id);
    const before = file();
    await look(lambda, id);
    expect(file()).toBe(before);
    await lambda.clock.sleep(72_000);
    await look(lambda, id);
    expect(file()).not.toBe(before);
  });

  it("goes on with a launch that was cut off, and holds no host up", async () => {
    const folder = temporary();
    const before = bench({}, 1_800_000_000_000, folder);
    await before.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    const cutOff = before.handle(before.request("POST", "/instance-operations/launch", A10));
    const after = bench({}, 1_800_000_001_000, folder);
    await cutOff;
    const seen = await watch(after, 260, async () => {
      const [host] = (await after.call("GET", "/instances")).data as unknown as Told[];
      return `${host?.status}`;
    });
    expect(Object.keys(seen)).toEqual(["undefined", "booting", "active"]);
  });
});
