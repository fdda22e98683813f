import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { mcpServers } from "../../../config/mcpServers";
import { type Credential, catalogue, credentialsOf } from "../../../credentials/catalogue";
import { stacks } from "../../mocks/mockStack";

const root = join(__dirname, "../../..");
const entries: readonly Credential[] = catalogue;
const environment = (name: string) => parse(readFileSync(join(root, `esc/${name}.yaml`), "utf8"));

describe("the catalogue", () => {
  it.each(["id", "escPath", "configKey", "environmentVariable"] as const)("has each %s once", (field) => {
    const values = entries.map((credential) => credential[field]);
    expect(new Set(values).size).toBe(values.length);
  });

  it.each(entries)("spells $id alike everywhere", ({ id, group, escPath, configKey, environmentVariable }) => {
    const camel = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(configKey).toBe(camel);
    expect(escPath).toMatch(new RegExp(`^${group}\\.[a-z][A-Za-z]*\\.[a-z][A-Za-z]*$`));
    expect(environmentVariable).toMatch(/^[A-Z][A-Z0-9_]*$/);
  });

  it.each(entries)("lets $id grow no older than the policy's 90 days", ({ maximumAgeDays }) => {
    expect(maximumAgeDays).toBeLessThanOrEqual(90);
  });

  it.each(entries)("has someone who uses $id", ({ consumers }) => {
    expect(consumers).not.toHaveLength(0);
  });

  it("has one credential for each service behind an MCP server", () => {
    const services = credentialsOf("mcp-server:ai-intelligence").map(({ service }) => service);
    expect([...services].sort()).toEqual([...mcpServers["ai-intelligence"].services].sort());
  });
});

describe("the ESC environments", () => {
  const expected = Object.fromEntries(
    entries.map(({ configKey, escPath }) => [`sophia-infra:${configKey}`, `\${${escPath}}`]),
  );

  it.each(stacks)("hand %s each credential of the catalogue, and nothing else", (stack) => {
    expect(environment(stack).values).toEqual({ pulumiConfig: expected });
  });

  it.each(stacks)("put the vault of %s over all groups", (stack) => {
    const groups = [...new Set(entries.map(({ group }) => `sophia-infra/${group}`))];
    const [base, ...rest] = environment(stack).imports;
    expect(base).toBe("sophia-infra/base");
    expect(rest.pop()).toBe(`sophia-vault/${stack}`);
    expect(rest.sort()).toEqual(groups.sort());
  });

  it("declare each credential in its group's environment, and no other", () => {
    const groups = [...new Set(entries.map(({ group }) => group))];
    const declared = groups.flatMap((group) => paths(environment(group).values));
    expect(declared.sort()).toEqual(entries.map(({ escPath }) => escPath).sort());
  });

  it("hold no secret: their values are in the vaults, which are not in git", () => {
    const files = readdirSync(join(root, "esc"));
    for (const file of files) expect(readFileSync(join(root, "esc", file), "utf8")).not.toContain("fn::secret:");
  });
});

describe("the stack files", () => {
  it.each(stacks)("of %s hold no credential", (stack) => {
    const { config } = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
    for (const { configKey } of entries) expect(config).not.toHaveProperty([`sophia-infra:${configKey}`]);
    expect(JSON.stringify(config)).not.toContain('"secure"');
  });

  it.each(["staging", "prod"])("of %s open the stack's own environment, and no other", (stack) => {
    const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
    expect(file.environment).toEqual([`sophia-infra/${stack}`]);
  });
});

/** Of all leaves; each has to be empty. */
function paths(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) {
    expect(value).toBe("");
    return [path];
  }
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, path === "" ? key : `${path}.${key}`));
}
