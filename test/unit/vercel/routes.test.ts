import { describe, expect, it } from "vitest";
import { vercelPlugin } from "../../../sandbox/vercel/plugin";
import { Driver, sandboxContext, tamper, worldText } from "../table/support";

const PROJECT = "vercel:index/project:Project";
const ROUTE = "vercel:index/projectRoute:ProjectRoute";
const EDGE_CONFIG = "vercel:index/edgeConfig:EdgeConfig";
const TOKEN = "vercel:index/edgeConfigToken:EdgeConfigToken";

async function withProject() {
  const context = sandboxContext();
  const driver = await Driver.open(vercelPlugin(context), { apiToken: "t" });
  const { id: projectId } = await driver.create(PROJECT, { name: "web" });
  return { context, driver, projectId };
}

describe("a routing rule of a project", () => {
  const route = { src: "/api/:path*", dest: "https://api.example.com/:path*", has: [{ type: "host", value: "a.b" }] };

  it("gets an id, its type and its syntax from Vercel", async () => {
    const { driver, projectId } = await withProject();
    const made = await driver.create(ROUTE, { projectId, name: "api", route });
    expect(made.id).toMatch(/^rt_[0-9A-Za-z]{28}$/);
    expect(made.outputs).toMatchObject({ routeType: "rewrite", srcSyntax: "path-to-regexp", enabled: true });
    expect(await driver.drift(made)).toEqual({});
    const redirect = { ...route, status: 308 };
    expect((await driver.update(made, { projectId, name: "api", route: redirect })).outputs.routeType).toBe("redirect");
  });

  it("shows with its path what somebody changed, and takes it back", async () => {
    const { driver, projectId, context } = await withProject();
    const inputs = { projectId, name: "api", route };
    const made = await driver.create(ROUTE, inputs);
    const byHand = { ...route, dest: "https://elsewhere.example/:path*" };
    tamper(context, "vercel.route", made.id, { enabled: false, route: byHand });
    expect(await driver.drift(made)).toEqual({ enabled: "delete", "route.dest": "update" });
    const mended = await driver.update((await driver.read(made)) ?? made, inputs);
    expect(await driver.drift(mended)).toEqual({});
  });

  it("keeps its place, which Vercel doesn't tell, unless the program changes it", async () => {
    const { driver, projectId } = await withProject();
    const inputs = { projectId, name: "api", route, position: { placement: "start" } };
    const made = await driver.create(ROUTE, inputs);
    expect((await driver.read(made))?.inputs.position).toEqual({ placement: "start" });
    expect(await driver.changes(made, { ...inputs, position: { placement: "end" } })).toEqual({
      "position.placement": "update-replace",
    });
  });

  it("is refused with what is allowed", async () => {
    const { driver, projectId } = await withProject();
    const wrong = {
      src: "/.well-known/x",
      missings: [{ type: "host", key: "a" }, { type: "cookie" }],
      transforms: [],
      dest: "api.example.com",
    };
    expect(
      await driver.mistakes(ROUTE, { projectId, name: "a", route: wrong, position: { placement: "after" } }),
    ).toEqual([
      "position.referenceRouteId: is required where placement is after",
      "route.dest: must be a path or an http(s) address",
      "route.missings[0].key: can't be set where type is host",
      "route.missings[1].key: is required where type is header, cookie or query",
      "route.src: must not be below /.well-known, which is reserved",
    ]);
    expect(await driver.mistakes(ROUTE, { projectId, name: "a", route: { src: "/a" } })).toEqual([
      'route.dest: one of "dest", "status", "headers", "transforms" is required',
    ]);
    await expect(driver.create(ROUTE, { projectId: "prj_x", name: "a", route })).rejects.toThrow(
      "Could not find project",
    );
    await driver.create(ROUTE, { projectId, name: "api", route });
    await expect(driver.create(ROUTE, { projectId, name: "api", route })).rejects.toThrow("conflict");
  });
});

describe("a token of an Edge Config", () => {
  it("comes from Vercel, is always the same, and is nowhere in the world's files", async () => {
    const { driver, context } = await withProject();
    const { id: edgeConfigId } = await driver.create(EDGE_CONFIG, { name: "flags" });
    const made = await driver.create(TOKEN, { edgeConfigId, label: "web" });
    const token = String(made.outputs.token);
    expect(token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const connectionString = `https://edge-config.vercel.com/${edgeConfigId}?token=${token}`;
    expect(made.outputs).toMatchObject({ connectionString });
    expect((await driver.read(made))?.outputs).toMatchObject({ token, connectionString });
    expect(worldText(context)).not.toContain(token);
  });

  it("can't be changed, only replaced, and goes with its Edge Config", async () => {
    const { driver, context } = await withProject();
    const store = await driver.create(EDGE_CONFIG, { name: "flags" });
    const inputs = { edgeConfigId: store.id, label: "web" };
    const made = await driver.create(TOKEN, inputs);
    expect(await driver.changes(made, { ...inputs, label: "other" })).toEqual({ label: "update-replace" });
    expect(await driver.mistakes(TOKEN, { ...inputs, label: "x".repeat(53) })).toEqual([
      "label: must be at most 52 bytes long, not 53",
    ]);
    await expect(driver.create(TOKEN, { ...inputs, edgeConfigId: "ecfg_x" })).rejects.toThrow("not_found");
    await driver.delete(store);
    expect(await driver.read(made)).toBeUndefined();
    expect(context.world.counts()).toEqual({ "vercel.project": 1 });
  });
});
