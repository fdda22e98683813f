import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Credential, catalogue, credentialsOf, programCredentials } from "../../../credentials/catalogue";

const entries: readonly Credential[] = catalogue;

/** Requirements: the services behind each MCP server, by the group that answers for their credentials. */
const services = {
  ai: ["arize", "openrouter", "portkey", "huggingface", "together-ai", "claude", "openai"],
  data: [
    ...["snowflake", "pinecone", "apify", "tavily", "airbyte", "estuary"],
    ...["phantombuster", "twingly", "zenrows"],
  ],
  infrastructure: ["lambda-labs", "docker", "pulumi", "github"],
  business: ["retool", "linear", "slack", "gong", "intercom", "hubspot"],
  platform: ["vercel"],
};

const rotation = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("sophia"), adapter: z.literal("lambda-ssh-key") }),
  z.strictObject({ by: z.literal("esc"), rotator: z.literal("snowflake-user") }),
  z.strictObject({ by: z.literal("login"), login: z.enum(["gh-login", "snowflake-login"]) }),
  z.strictObject({ by: z.literal("hand") }),
]);

const consumer = z.union([
  z.templateLiteral(["provider:", z.enum(["lambda", "github", "vercel", "snowflake", "docker"])]),
  z.templateLiteral([
    "mcp-server:",
    z.enum(["ai-intelligence", "data-intelligence", "infrastructure", "business-intelligence"]),
  ]),
  z.templateLiteral(["vercel:", z.enum(["production", "preview", "development"])]),
  z.enum(["github-environment", "github-organization", "ssh", "esc:gh-login", "esc:snowflake-login"]),
]);

const schema = z
  .strictObject({
    id: z.stringFormat("kebab case", /^[a-z]+(-[a-z]+)+$/),
    group: z.enum(["ai", "data", "infrastructure", "business", "platform"]),
    service: z.string(),
    escPath: z.stringFormat("path", /^[a-z]+\.[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/),
    configKey: z.stringFormat("camel case", /^[a-z][A-Za-z]+$/),
    environmentVariable: z.stringFormat("variable", /^[A-Z][A-Z0-9_]*$/),
    shape: z.looseObject({ kind: z.enum(["token", "ssh-private-key", "rsa-private-key"]) }),
    consumers: z.array(consumer).nonempty(),
    obtain: z.url({ protocol: /^https$/ }),
    rotation,
    maximumAgeDays: z.int().min(1).max(90),
  })
  .refine(({ group, escPath }) => escPath.startsWith(`${group}.`), "the ESC path is not the group's")
  .refine(({ group, service }) => services[group].includes(service), "the service is not the group's");

describe("the catalogue", () => {
  it.each(["id", "escPath", "configKey", "environmentVariable"] as const)("has each %s once", (field) => {
    const values = entries.map((credential) => credential[field]);
    expect(new Set(values).size).toBe(values.length);
  });

  it.each(entries)("describes $id as it has to be", (credential) => {
    expect(schema.safeParse(credential).error?.message).toBeUndefined();
  });

  it.each(Object.entries(services))("has a credential for each service of the group %s", (group, expected) => {
    const found = entries.filter((credential) => credential.group === group).map(({ service }) => service);
    expect([...new Set(found)].sort()).toEqual([...expected].sort());
  });

  // docs.github.com: names of secrets must not start with GITHUB_.
  it("gives GitHub no secret of a name that GitHub keeps for itself", () => {
    const names = (["github-environment", "github-organization"] as const)
      .flatMap((kind) => credentialsOf(kind))
      .map(({ environmentVariable }) => environmentVariable);
    expect(names.filter((name) => name.startsWith("GITHUB_"))).toEqual([]);
    expect(names).not.toHaveLength(0);
  });

  it("gives nothing to previews of Vercel's, which run a pull request's code", () => {
    expect(credentialsOf("vercel:preview")).toEqual([]);
    expect(credentialsOf("vercel:production")).not.toEqual([]);
  });

  it("hands the program everything but what ESC logs in with", () => {
    const forEsc = entries.filter(({ consumers }) => consumers.some((one) => one.startsWith("esc:")));
    expect(forEsc.flatMap(({ consumers }) => consumers)).toEqual(["esc:gh-login"]);
    expect([...programCredentials, ...forEsc].map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
  });
});
