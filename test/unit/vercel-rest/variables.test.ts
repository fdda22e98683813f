import { describe, expect, it } from "vitest";
import { worldText } from "../table/support";
import { openVercel } from "./rest";

const VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable";
const all = "/v10/projects/web/env";
const variable = { key: "API_KEY", value: "canary", type: "encrypted", target: ["production"] };
const sensitive = { ...variable, type: "sensitive" };

describe("a variable over REST", () => {
  it("is made, listed without its value, opened, edited and deleted, by the project's name or id", async () => {
    const { call, projectId } = await openVercel();
    const { status, body } = await call("POST", `/v10/projects/${projectId}/env`, variable);
    expect({ status, ...body }).toMatchObject({
      status: 201,
      created: { key: "API_KEY", decrypted: false },
      failed: [],
    });
    const { id } = body.created;
    expect((await call("GET", all)).body.envs.map(({ value }) => value.includes("canary"))).toEqual([false]);
    expect((await call("GET", `${all}?decrypt=true`)).body.envs).toMatchObject([{ value: "canary", decrypted: true }]);
    expect((await call("GET", `/v1/projects/web/env/${id}`)).body).toMatchObject({ value: "canary" });
    expect((await call("PATCH", `/v9/projects/web/env/${id}`, { value: "other", target: ["preview"] })).status).toBe(
      200,
    );
    expect((await call("GET", `/v1/projects/web/env/${id}`)).body).toMatchObject({
      value: "other",
      target: ["preview"],
    });
    expect((await call("DELETE", `/v9/projects/web/env/${id}`)).status).toBe(200);
    expect((await call("DELETE", `/v9/projects/web/env/${id}`)).body.error.code).toBe("not_found");
  });

  it("that is sensitive is never given back, whatever is asked, and stays sensitive", async () => {
    const { call, context, lines } = await openVercel();
    const { id } = (await call("POST", all, sensitive)).body.created;
    const one = `/v9/projects/web/env/${id}`;
    const answers = [
      await call("GET", `${all}?decrypt=true`),
      await call("GET", `/v1/projects/web/env/${id}`),
      await call("PATCH", one, { target: ["preview"] }),
      await call("PATCH", one, { type: "plain" }),
      await call("PATCH", one, { value: "canary-2" }),
      await call("DELETE", one),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 200, 200]);
    expect(JSON.stringify(answers) + worldText(context) + lines.join()).not.toContain("canary");
  });

  it("can't be opened any more once it is made sensitive", async () => {
    const { call, context } = await openVercel();
    const { id } = (await call("POST", all, variable)).body.created;
    await call("PATCH", `/v9/projects/web/env/${id}`, { type: "sensitive" });
    expect((await call("GET", `/v1/projects/web/env/${id}`)).body.value).toBeUndefined();
    expect(context.world.collection<{ value?: string }>("vercel.env").get(id)?.value).toBeUndefined();
  });

  it("has one value for a key on each target and branch, unless it is put over the other", async () => {
    const { call } = await openVercel();
    await call("POST", all, variable);
    expect((await call("POST", all, { ...variable, target: ["preview"] })).status).toBe(201);
    expect((await call("POST", all, { ...variable, target: ["preview"], gitBranch: "dev" })).status).toBe(201);
    const { status, body } = await call("POST", all, { ...variable, target: ["production", "preview"] });
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: "ENV_CONFLICT" });
    const { id } = (await call("POST", `${all}?upsert=true`, { ...variable, value: "newer" })).body.created;
    expect((await call("GET", `/v1/projects/web/env/${id}`)).body.value).toBe("newer");
    expect((await call("GET", all)).body.envs).toHaveLength(3);
    expect((await call("GET", `${all}?gitBranch=dev`)).body.envs).toHaveLength(1);
    expect((await call("PATCH", `/v9/projects/web/env/${id}`, { target: ["preview"] })).body.error.code).toBe(
      "ENV_CONFLICT",
    );
  });

  it("of several, those that can be made are, and the others are named", async () => {
    const { call } = await openVercel();
    const { status, body } = await call("POST", all, [variable, variable, { ...variable, key: "OTHER" }]);
    expect({ status, ...body }).toMatchObject({
      status: 201,
      created: [{ key: "API_KEY" }, { key: "OTHER" }],
      failed: [{ error: { code: "ENV_CONFLICT", key: "API_KEY" } }],
    });
  });

  it.each([
    ["a key that is no name", { ...variable, key: "1A" }],
    ["no target", { ...variable, target: [] }],
    ["a target that there is none of", { ...variable, target: ["staging"] }],
    ["development, being sensitive", { ...sensitive, target: ["development"] }],
    ["a value that is too long", { ...variable, value: "canary".repeat(11_000) }],
    ["no JSON", "{canary"],
  ])("is refused with %s, and no value is shown", async (_, body) => {
    const { call } = await openVercel();
    const refused = await call("POST", all, body);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).not.toContain("canary");
    expect((await call("GET", all)).body.envs).toEqual([]);
  });

  it("is none of another project's", async () => {
    const { call, plugin } = await openVercel();
    await plugin.create("vercel:index/project:Project", { name: "other" });
    const { id } = (await call("POST", all, variable)).body.created;
    expect((await call("GET", "/v10/projects/other/env")).body.envs).toEqual([]);
    expect((await call("GET", `/v1/projects/other/env/${id}`)).status).toBe(404);
    expect((await call("DELETE", `/v9/projects/other/env/${id}`)).status).toBe(404);
  });

  it("is on one store with the plugin", async () => {
    const { call, plugin, projectId } = await openVercel();
    const inputs = { projectId, key: "API_KEY", value: "canary", targets: ["production"], sensitive: false };
    const made = await plugin.create(VARIABLE, inputs);
    expect((await call("GET", `/v1/projects/web/env/${made.id}`)).body.value).toBe("canary");
    await call("PATCH", `/v9/projects/web/env/${made.id}`, { value: "by hand" });
    expect(await plugin.drift(made)).toEqual({ value: "update" });
    await call("DELETE", `/v9/projects/web/env/${made.id}`);
    expect(await plugin.drift(made)).toBe("gone");
  });
});

describe("Vercel's front door", () => {
  it("wants its token, and knows no other projects and paths", async () => {
    const { call } = await openVercel();
    expect((await call("GET", all, undefined, "")).body.error.message).toBe(
      "The request is missing an authentication token",
    );
    expect(await call("GET", all, undefined, "wrong")).toMatchObject({
      status: 403,
      body: { error: { code: "forbidden" } },
    });
    expect((await call("GET", "/v10/projects/other/env")).status).toBe(404);
    expect((await call("GET", "/v10/nothing")).status).toBe(404);
  });

  it("fails when it is told to", async () => {
    const { call, context } = await openVercel();
    const fault = { vendor: "vercel", operation: "GET *" } as const;
    context.faults.add({ ...fault, kind: "rate-limit" });
    const limited = await call("GET", all);
    expect(limited).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
    expect(limited.headers.get("retry-after")).toBe("60");
    context.faults.add({ ...fault, kind: "refuse" });
    expect((await call("GET", all)).status).toBe(500);
    context.faults.add({ ...fault, kind: "drop" });
    await expect(call("GET", all)).rejects.toThrow("fetch failed");
  });
});
