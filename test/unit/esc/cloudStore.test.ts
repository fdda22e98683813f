import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cloudStore, type RevisionStore } from "../../../ops/esc/cloudStore";
import { Conflict } from "../../../ops/esc/store";
import { type EscBench, escBench } from "./cloud";

let bench: EscBench;
let store: RevisionStore;
let count = 0;
let name: string;

beforeAll(async () => {
  bench = await escBench();
  store = cloudStore({ url: bench.endpoint, token: bench.token });
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.faults.clear();
  name = `p/env-${count++}`;
});

describe("the store over Pulumi's SDK", () => {
  it("has nothing where there is nothing", async () => {
    expect(await store.read(name)).toBeUndefined();
  });

  it("makes, reads in clear, and replaces as one revision", async () => {
    const made = await store.write(name, "values: {a: {fn::secret: canary}}\n", undefined);
    const read = await store.read(name);
    expect(read?.etag).toBe(made);
    expect(read?.yaml).toContain("canary");
    const next = await store.write(name, "values: {a: 2}\n", made);
    expect(await store.read(name)).toEqual({ yaml: "values: {a: 2}\n", etag: next });
    expect(await store.latest(name)).toEqual({ revision: 3, tags: ["latest"] });
  });

  it("gives back as text what happens to be JSON", async () => {
    await store.write(name, '{"values": {"a": 1}}', undefined);
    expect((await store.read(name))?.yaml).toBe('{"values": {"a": 1}}');
  });

  it("overwrites nobody: not with an old etag, and not an environment that it took for absent", async () => {
    const etag = await store.write(name, "values: {a: 1}", undefined);
    await store.write(name, "values: {a: 2}", etag);
    await expect(store.write(name, "values: {a: 3}", etag)).rejects.toThrow(Conflict);
    await expect(store.write(name, "values: {a: 3}", undefined)).rejects.toThrow(Conflict);
    expect((await store.read(name))?.yaml).toBe("values: {a: 2}");
  });

  it("goes on with an environment that was made and, by a kill, never written", async () => {
    bench.faults.add({ vendor: "esc", operation: "PATCH *", kind: "refuse" });
    await expect(store.write(name, "values: {a: 1}", undefined)).rejects.toThrow("status 503");
    const left = await store.read(name);
    expect(left?.yaml).toBe("");
    await store.write(name, "values: {a: 1}", left?.etag);
    expect((await store.read(name))?.yaml).toBe("values: {a: 1}");
  });

  it("moves a tag to another revision, and says which tags the latest has", async () => {
    const etag = await store.write(name, "values: {a: 1}", undefined);
    await store.tag(name, "git-abc1234", 2);
    await store.write(name, "values: {a: 2}", etag);
    expect((await store.latest(name)).tags).toEqual(["latest"]);
    await store.tag(name, "git-abc1234", 3);
    expect((await store.latest(name)).tags).toEqual(["git-abc1234", "latest"]);
  });

  it("reads again where the cloud stumbles, but writes once", async () => {
    const etag = await store.write(name, "values: {a: 1}", undefined);
    bench.faults.add({ vendor: "esc", operation: "GET *", kind: "refuse", times: 2 });
    expect((await store.read(name))?.etag).toBe(etag);
    bench.faults.add({ vendor: "esc", operation: "PATCH *", kind: "drop" });
    await expect(store.write(name, "values: {a: 2}", etag)).rejects.toThrow("whether it was done is not known");
    expect(await store.latest(name)).toMatchObject({ revision: 3 });
  });

  it("says where a definition is wrong, and never what is secret in it", async () => {
    const wrong = `values:\n  s: {fn::secret: canary}\n  a: \${canary}\n`;
    const failure = store.write(name, wrong, undefined);
    await expect(failure).rejects.toThrow(/ESC refuses the definition\n {2}3:8 unknown property "\[secret\]"/);
    const thrown = await failure.catch((error: unknown) => error);
    expect(JSON.stringify(thrown, Object.getOwnPropertyNames(thrown))).not.toContain("canary");
  });

  it("says that a token is not accepted, or has not the right", async () => {
    const stranger = cloudStore({ url: bench.endpoint, token: "nobody", organization: "sophia-ai" });
    await expect(stranger.read(name)).rejects.toThrow(`reading ${name}: the access token is not accepted`);
    const etag = await store.write(name, "values: {a: 1}", undefined);
    const reader = cloudStore({ url: bench.endpoint, token: bench.tokenWith({ "p/*": "open" }) });
    await expect(reader.write(name, "values: {a: 2}", etag)).rejects.toThrow("has not the right");
  });
});
