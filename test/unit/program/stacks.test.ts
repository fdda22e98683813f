import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { MockedProgram } from "../../mocks/mockProgram";
import { mockSecrets, mockStack, stacks } from "../../mocks/mockStack";
import { expectedText } from "./expectedText";

const providerTypes = /^(kubernetes|github|snowflake|vercel|docker|command):/;
const fleets = {
  local: ["sophia-main-1-local"],
  staging: ["sophia-main-1-staging"],
  prod: ["sophia-main-1-prod", "sophia-main-2-prod", "sophia-mcp-cluster-1-prod", "sophia-analytics-1-prod"],
};
const tagged = ["project", "stack", "component", "owner", "cost-center", "managed-by"];

describe.each(stacks)("stack %s", (stack) => {
  let program: MockedProgram;
  beforeAll(async () => {
    program = await mockStack(stack);
  });

  // Committed, so that a review shows the real effect of a change in every stack. `npm run expected` writes it anew.
  it("registers exactly what test/expected says", async () => {
    const file = join(__dirname, `../../expected/${stack}.json`);
    await expect(expectedText(program.resources)).toMatchFileSnapshot(file);
  });

  it("gives every vendor's resource the one provider that index.ts made for it", () => {
    for (const { type, name, provider } of program.resources) {
      const [, vendor] = providerTypes.exec(type) ?? [];
      if (vendor !== undefined) expect(`${name}: ${provider}`).toBe(`${name}: ${program.resource(vendor).urn}`);
    }
  });

  it("has everything but providers and components inside a component", () => {
    const stackUrn = `urn:pulumi:${stack}::sophia-infra::pulumi:pulumi:Stack::sophia-infra-${stack}`;
    const loose = program.resources.filter(({ parent, custom }) => custom && parent === stackUrn);
    expect(loose.map(({ type }) => type).filter((type) => !type.startsWith("pulumi:providers:"))).toEqual([]);
  });

  it("tags or labels all that a vendor lets be tagged or labelled", () => {
    for (const { name, type, inputs } of program.resources) {
      const { metadata, tags, comment } = inputs as {
        metadata?: { labels?: object };
        tags?: object;
        comment?: string;
      };
      if (type.startsWith("kubernetes:"))
        expect(Object.keys(metadata?.labels ?? {}), name).toEqual(expect.arrayContaining(tagged));
      if (type.endsWith(":GpuHost")) expect(Object.keys(tags ?? {}).sort(), name).toEqual([...tagged].sort());
      if (/^snowflake:index\/(database|schema|warehouse):/.test(type)) {
        for (const tag of tagged) expect(comment, name).toContain(`${tag}=`);
      }
    }
  });

  it(`${stack === "local" ? "protects nothing" : "protects hosts and data, and nothing that a rollout replaces"}`, () => {
    const kept = program.resources.filter(({ protect }) => protect).map(({ type }) => type.split(":").at(-1));
    const all = ["Database", "GpuHost", "HostKey", "Namespace", "Project", "ResourceMonitor", "Schema", "Token"];
    expect([...new Set(kept)].sort()).toEqual(stack === "local" ? [] : all);
  });

  it("has no secret in clear in any input or output", () => {
    const text = JSON.stringify([program.resources, program.outputs]);
    for (const [id, secret] of Object.entries(mockSecrets)) {
      const forms = [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString("base64")];
      for (const form of forms) expect(text.includes(form), id).toBe(false);
    }
  });

  it("has the hosts of the requirements", () => {
    const hosts = program.outputs.hosts as { name: string }[];
    expect(hosts.map(({ name }) => name)).toEqual(fleets[stack]);
  });

  it("hands out what a person wants to know", () => {
    const { kubeconfig, ...outputs } = program.outputs;
    expect(Object.keys(outputs)).toEqual(
      expect.arrayContaining([
        "hosts",
        "clusterEndpoint",
        "mcpUrl",
        "mcpImage",
        "database",
        "warehouses",
        "dnsRecords",
      ]),
    );
    expect(outputs).toMatchObject({
      clusterEndpoint: "https://203.0.113.1:6443",
      mcpUrl: "http://ai-intelligence.sophia.svc.cluster.local:8091/mcp",
      warehouses: ["SOPHIA_AI_COMPUTE_WH"],
    });
    expect(kubeconfig).toContain("server: https://203.0.113.1:6443");
  });
});
