import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EscBench, escBench } from "./cloud";

let bench: EscBench;
beforeAll(async () => {
  bench = await escBench({
    "app/base": "values: {a: 1, s: {fn::secret: canary}}",
    "app/prod": "imports: [app/base]\nvalues: {b: 2}",
    "other/env": "values: {}",
  });
});
afterAll(() => bench.stop());

const as = (token: string) => ({ authorization: `token ${token}` });
const get = async (path: string, headers = {}) => (await bench.call("GET", path, undefined, headers)).status;

async function list(from: EscBench, path: string, headers = {}) {
  const answer = await from.call("GET", path, undefined, headers);
  return (await answer.json()) as { environments: { name: string }[]; nextToken: string };
}

describe("the rights of a token", () => {
  it("are none without one that is known", async () => {
    expect(await get("/sophia-ai/app/base", as("nobody"))).toBe(401);
    expect(await get("/sophia-ai/app/base", { authorization: "" })).toBe(401);
  });

  it.each([
    ["none", { read: 404, decrypt: 404, open: 404, write: 404, remove: 404 }],
    ["read", { read: 200, decrypt: 403, open: 403, write: 403, remove: 403 }],
    ["open", { read: 200, decrypt: 200, open: 200, write: 403, remove: 403 }],
    ["write", { read: 200, decrypt: 200, open: 200, write: 200, remove: 403 }],
    ["admin", { read: 200, decrypt: 200, open: 200, write: 200, remove: 200 }],
  ])("%s allows no more than that", async (right, expected) => {
    await bench.call("POST", "/sophia-ai", { project: "app", name: "mine" });
    const headers = as(bench.tokenWith({ "app/m*": right }));
    const status = async (method: string, path: string, body?: unknown) =>
      (await bench.call(method, `/sophia-ai/app/mine${path}`, body, headers)).status;
    expect({
      read: await status("GET", ""),
      decrypt: await status("GET", "/decrypt"),
      open: await status("POST", "/open?duration=1h0m0s"),
      write: await status("PATCH", "", "values: {}"),
      remove: await status("DELETE", ""),
    }).toEqual(expected);
  });

  it("show only what may be read, and end at the organization", async () => {
    const headers = as(bench.tokenWith({ "other/*": "read" }));
    expect((await list(bench, "/sophia-ai", headers)).environments.map(({ name }) => name)).toEqual(["env"]);
    expect(await get("/acme", headers)).toBe(404);
  });

  it("also hold for what is imported: who may not open that can't open this", async () => {
    const headers = as(bench.tokenWith({ "app/prod": "open", "app/base": "read" }));
    const answer = await bench.call("POST", "/sophia-ai/app/prod/open", undefined, headers);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("app/base")]);
  });
});

describe("a sealed secret", () => {
  it("opens in its own environment alone, not for one who may only read it and has another", async () => {
    const headers = as(bench.tokenWith({ "app/base": "read", "mine/*": "admin" }));
    const sealed = await (await bench.call("GET", "/sophia-ai/app/base", undefined, headers)).text();
    await bench.call("POST", "/sophia-ai", { project: "mine", name: "copy" }, headers);
    const calls = [
      await bench.call("PATCH", "/sophia-ai/mine/copy", sealed, headers),
      await bench.call("POST", "/sophia-ai/yaml/open?duration=1h", sealed, headers),
      await bench.call("POST", "/sophia-ai/yaml/check?showSecrets=true", sealed, headers),
    ];
    expect(calls.map(({ status }) => status)).toEqual([400, 400, 400]);
    for (const answer of calls) expect(await answer.text()).not.toContain("canary");
  });
});

describe("a write", () => {
  it("without an ETag is taken, with an old one refused, with the one that was read taken", async () => {
    const read = await bench.call("HEAD", "/sophia-ai/other/env");
    const etag = read.headers.get("etag") ?? "";
    const write = (yaml: string, headers = {}) => bench.call("PATCH", "/sophia-ai/other/env", yaml, headers);
    const first = await write("values: {x: 1}", { etag });
    expect([first.status, first.headers.get("pulumi-esc-revision")]).toEqual([200, "2"]);
    const late = await write("values: {x: 2}", { etag });
    expect([late.status, await late.json()]).toEqual([
      409,
      { code: 409, message: expect.stringContaining("Conflict") },
    ]);
    expect((await write("values: {x: 2}")).status).toBe(200);
  });

  it("that changes nothing makes no revision, with secrets or without", async () => {
    const yaml = "values: {s: {fn::secret: canary}}\n";
    const revisions = [];
    for (let time = 0; time < 2; time++) {
      const answer = await bench.call("PATCH", "/sophia-ai/other/env", yaml);
      revisions.push(answer.headers.get("pulumi-esc-revision"));
    }
    expect(revisions[1]).toBe(revisions[0]);
  });

  it.each([
    ["values: [", "did not find expected node content"],
    [`values: {a: "\${nothing}"}`, "unknown property"],
    ["imports: [app/nowhere]", "app/nowhere"],
    ["imports: [app/base]", "cyclic import"],
    ["values: {s: {fn::secret: {ciphertext: bm90IHNlYWxlZA==}}}", "invalid ciphertext"],
  ])("of a wrong definition is refused and changes nothing: %s", async (yaml, why) => {
    const before = await (await bench.call("GET", "/sophia-ai/app/base")).text();
    const answer = await bench.call("PATCH", "/sophia-ai/app/base", yaml);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(why)]);
    expect(await (await bench.call("GET", "/sophia-ai/app/base")).text()).toBe(before);
  });
});

describe("what is kept", () => {
  it("holds no secret in clear, and is there again after a restart", async () => {
    const files = readdirSync(join(bench.folder, "world")).map((file) => join(bench.folder, "world", file));
    for (const file of files) expect(readFileSync(file, "utf8")).not.toContain("canary");
    expect(bench.lines.join("\n")).not.toContain("canary");
    const again = await escBench({ "app/base": "values: {changed: 1}" }, bench.folder);
    const yaml = await (await again.call("GET", "/sophia-ai/app/base/decrypt")).text();
    expect(yaml).toContain("canary");
    expect(again.token).toBe(bench.token);
    await again.stopOnly();
  });

  it("is listed in pages", async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`many/e${i}`, "values: {}"]));
    const full = await escBench(many);
    const first = await list(full, "/sophia-ai");
    const second = await list(full, `/sophia-ai?continuationToken=${first.nextToken}`);
    expect([first.environments.length, second.environments.length, second.nextToken]).toEqual([100, 1, ""]);
    await full.stop();
  });

  it("reads a retracted revision as its replacement", async () => {
    await bench.call("POST", "/sophia-ai", { project: "app", name: "old" });
    await bench.call("PATCH", "/sophia-ai/app/old", "values: {v: 2}");
    expect((await bench.call("POST", "/sophia-ai/app/old/versions/2/retract", {})).status).toBe(400);
    expect((await bench.call("POST", "/sophia-ai/app/old/versions/1/retract", {})).status).toBe(204);
    expect(await (await bench.call("GET", "/sophia-ai/app/old/versions/1")).text()).toBe("values: {v: 2}");
  });
});
