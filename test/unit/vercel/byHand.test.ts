import { beforeEach, describe, expect, it } from "vitest";
import type { SandboxContext } from "../../../sandbox/context";
import type { Props } from "../../../sandbox/plugin/types";
import { vercelPlugin } from "../../../sandbox/vercel/plugin";
import type { Json } from "../../../sandbox/world/world";
import type { Registration } from "../../mocks/registrations";
import { frontEnd } from "../components/vercel/support";
import { Driver, type Made, sandboxContext, tamper } from "../table/support";

/* The front end's resources, made in the stand-in as the engine would make them, then changed by hand. */
describe("what somebody changes by hand at Vercel", () => {
  let context: SandboxContext;
  let driver: Driver;
  let made: Map<string, Made>;
  beforeEach(async () => {
    context = sandboxContext();
    driver = await Driver.open(vercelPlugin(context), { apiToken: "t" });
    made = await deployed(driver, (await frontEnd()).resources);
  });
  const resource = (name: string): Made => {
    const found = made.get(name);
    if (found === undefined) throw new Error(`no ${name}; there are ${[...made.keys()].join(", ")}`);
    return found;
  };

  it("is nothing after an `up`", async () => {
    for (const one of made.values()) expect(await driver.drift(one), one.type).toEqual({});
    expect(made.size).toBeGreaterThan(10);
  });

  const cases: [what: string, name: string, collection: string, changes: Record<string, Json>, shown: object][] = [
    ["a readable variable's value", "front-api-url-preview", "vercel.env", { value: "by hand" }, { value: "update" }],
    ["a variable's targets", "front-api-url-preview", "vercel.env", { target: [] }, { "targets[0]": "add" }],
    [
      "the redirect's status",
      "front-www",
      "vercel.domain",
      { redirectStatusCode: 302 },
      { redirectStatusCode: "update" },
    ],
    ["the redirect", "front-www", "vercel.domain", { redirect: null }, { redirect: "add" }],
    [
      "protection",
      "front-project",
      "vercel.project",
      { vercelAuthentication: { deploymentType: "none" } },
      { "vercelAuthentication.deploymentType": "update" },
    ],
    [
      "fork protection",
      "front-project",
      "vercel.project",
      { gitForkProtection: false },
      { gitForkProtection: "update" },
    ],
    ["a routing rule", "front-api-production", "vercel.route", { enabled: false }, { enabled: "delete" }],
  ];
  it.each(cases)("%s shows with its path, and an update mends it", async (_what, name, collection, changes, shown) => {
    const before = resource(name);
    tamper(context, collection, before.id, changes);
    expect(await driver.drift(before)).toEqual(shown);
    const mended = await driver.update((await driver.read(before)) ?? before, before.program);
    expect(await driver.drift(mended)).toEqual({});
  });

  it("a feature flag shows with its path, and a replacement mends it, the old item first", async () => {
    const before = resource("front-edge-featureFlags");
    tamper(context, "vercel.edgeConfigItem", before.id, { valueJson: { maintenance: true } });
    expect(await driver.drift(before)).toEqual({ "valueJson.maintenance": "update-replace" });
    await driver.delete(before);
    const mended = await driver.create(before.type, before.program);
    expect(await driver.drift(mended)).toEqual({});
  });

  it("a deleted domain is seen to be gone, and made again", async () => {
    const before = resource("front-domain");
    context.world.collection("vercel.domain").delete(before.id);
    expect(await driver.drift(before)).toBe("gone");
    expect(await driver.drift(await driver.create(before.type, before.program))).toEqual({});
    expect(await driver.drift(resource("front-www"))).toEqual({});
  });

  it("a sensitive variable's value does not show: Vercel tells it to nobody", async () => {
    const before = resource("front-edge-config-production");
    expect(context.world.collection("vercel.env").get(before.id)).toHaveProperty("value_fingerprint");
    tamper(context, "vercel.env", before.id, { value_fingerprint: "sha256:00:by hand" });
    expect(await driver.drift(before)).toEqual({});
  });
});

/** Everything of Vercel's among `registrations`, each after what it needs; by name. */
async function deployed(driver: Driver, registrations: readonly Registration[]): Promise<Map<string, Made>> {
  const made = new Map<string, Made>();
  const ids = new Map<string, string>();
  const left = registrations.filter(({ type }) => type.startsWith("vercel:"));
  while (left.length > 0) {
    const urns = new Set(left.map(({ urn }) => urn));
    const index = left.findIndex(({ dependsOn }) => !dependsOn.some((urn) => urns.has(urn)));
    const [next] = left.splice(index, 1);
    if (next === undefined || index < 0) throw new Error("the resources depend on each other in a circle");
    const one = await driver.create(next.type, withIds(next.inputs, ids));
    made.set(next.name, one);
    if (next.type.endsWith(":Project")) ids.set("prj_mock", one.id);
    if (next.type.endsWith(":EdgeConfig")) ids.set("ecfg_mock", one.id);
  }
  return made;
}

/** The mocks' ids replaced by those of the stand-in. */
function withIds(inputs: Registration["inputs"], ids: ReadonlyMap<string, string>): Props {
  const entries = Object.entries(inputs as Props).map(([key, value]) => {
    return [key, typeof value === "string" ? (ids.get(value) ?? value) : value] as const;
  });
  return Object.fromEntries(entries);
}
