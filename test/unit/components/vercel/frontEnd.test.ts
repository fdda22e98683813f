import { beforeAll, describe, expect, it } from "vitest";
import type { MockedProgram } from "../../../mocks/mockProgram";
import { frontEnd } from "./support";

describe("the front end", () => {
  let program: MockedProgram;
  beforeAll(async () => {
    program = await frontEnd({ previewApi: "https://api.staging.example.com" });
  });
  const inputsOf = (name: string) => program.resource(name).inputs;

  it("is a Next.js project that Vercel deploys from the application's main branch", () => {
    expect(inputsOf("front-project")).toMatchObject({
      framework: "nextjs",
      nodeVersion: "24.x",
      gitRepository: { type: "github", repo: "acme/app", productionBranch: "main" },
      gitForkProtection: true,
      resourceConfig: { functionDefaultRegions: ["iad1"] },
      oidcTokenConfig: { issuerMode: "team" },
    });
    expect(program.resource("front-project").protect).toBe(true);
  });

  it("protects everything but production's domains, unless the settings say otherwise", async () => {
    const deploymentType = async (changes: object) =>
      (await frontEnd(changes)).resource("front-project").inputs.vercelAuthentication;
    expect(await deploymentType({})).toEqual({ deploymentType: "standard_protection_new" });
    expect(await deploymentType({ deploymentProtection: "none" })).toEqual({ deploymentType: "none" });
    expect(inputsOf("front-project")).not.toHaveProperty("skewProtection");
    const skewed = await frontEnd({ skewProtection: "12 hours" });
    expect(skewed.resource("front-project").inputs.skewProtection).toBe("12 hours");
  });

  it("sends `www` to a registered domain for good, and knows no `www` below another", async () => {
    expect(inputsOf("front-www")).toMatchObject({
      ...{ domain: "www.example.com", redirect: "example.com", redirectStatusCode: 308 },
    });
    expect(program.resource("front-www").dependsOn).toContain(program.resource("front-domain").urn);
    const below = await frontEnd({ domain: "staging.example.com" });
    expect(() => below.resource("front-www")).toThrow('no resource "front-www"');
  });

  it("routes /api to the gateway: production's domain to its own, all else to the previews'", () => {
    const own = [{ type: "host", value: "example.com" }];
    expect(inputsOf("front-api-production").route).toEqual({
      ...{ src: "/api/:path*", dest: "https://api.example.com/:path*", has: own },
    });
    expect(inputsOf("front-api-preview").route).toEqual({
      ...{ src: "/api/:path*", dest: "https://api.staging.example.com/:path*", missings: own },
    });
  });

  it("keeps feature flags and the gateway's address in an Edge Config, and its token in sensitive variables", async () => {
    expect(inputsOf("front-edge-featureFlags")).toMatchObject({ valueJson: { maintenance: false } });
    expect(inputsOf("front-edge-gatewayOrigin")).toMatchObject({ value: "https://api.example.com" });
    const store = (await frontEnd({ project: "a".repeat(100) })).resource("front-edge-store").inputs.name;
    expect(store).toMatch(/^[\w-]{1,64}$/);
    expect(inputsOf("front-edge-config-preview")).toMatchObject({ key: "EDGE_CONFIG", sensitive: true });
  });

  it("lets the old one go first where Vercel has no room for two", () => {
    const alone = program.resources.filter(({ deleteBeforeReplace }) => deleteBeforeReplace).map(({ type }) => type);
    expect([...new Set(alone.map((type) => type.split(":").at(-1)))].sort()).toEqual([
      ...["EdgeConfigItem", "ProjectDomain", "ProjectEnvironmentVariable", "ProjectRoute"],
    ]);
  });

  it("hands out the records for the registrar", () => {
    expect(program.outputs.dnsRecords).toContainEqual({ type: "A", host: "api", value: "203.0.113.2" });
    expect(program.outputs.url).toBe("https://example.com");
  });
});
