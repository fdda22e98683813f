import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { authorizedKeys } from "../../../credentials/authorizedKeys";
import { catalogue, programCredentials } from "../../../credentials/catalogue";
import { stacks } from "../../mocks/mockStack";

const root = join(__dirname, "../../..");
const environment = (name: string) => parse(readFileSync(join(root, `esc/${name}.yaml`), "utf8"));
const groups = [...new Set(catalogue.map(({ group }) => group))];
const handing = [...stacks, "prod-preview"];

describe("the ESC environments", () => {
  it.each(handing)("hand %s each credential that the program reads, and nothing else", (name) => {
    const { pulumiConfig } = environment(name).values;
    const { [`sophia-infra:${authorizedKeys.configKey}`]: keys, ...secrets } = pulumiConfig;
    const expected = programCredentials.map(({ configKey, escPath }) => [
      `sophia-infra:${configKey}`,
      `\${${escPath}}`,
    ]);
    expect(secrets).toEqual(Object.fromEntries(expected));
    expect(keys["fn::validate"].value).toBe(`\${${authorizedKeys.escPath}}`);
  });

  it.each(stacks)("put vault and rotated environment of %s over all groups", (stack) => {
    const [base, ...rest] = environment(stack).imports;
    expect(base).toBe("sophia-infra/base");
    expect(rest.splice(-2)).toEqual([`sophia-vault/${stack}`, `sophia-rotated/${stack}`]);
    expect(rest.sort()).toEqual(groups.map((group) => `sophia-infra/${group}`).sort());
  });

  it("declare each credential in its group's environment, and nothing else that is empty", () => {
    const declared = groups.flatMap((group) => emptyPaths(environment(group).values));
    expect(declared.sort()).toEqual([...catalogue, authorizedKeys].map(({ escPath }) => escPath).sort());
  });

  it("hold no secret: their values are in vaults and rotated environments, which are not in git", () => {
    const files = readdirSync(join(root, "esc"));
    for (const file of files) expect(readFileSync(join(root, "esc", file), "utf8")).not.toContain("fn::secret:");
  });
});

describe("the stack files", () => {
  it.each(stacks)("of %s hold no credential", (stack) => {
    const { config } = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
    for (const { configKey } of catalogue) expect(config).not.toHaveProperty([`sophia-infra:${configKey}`]);
    expect(JSON.stringify(config)).not.toContain('"secure"');
  });

  it.each(["staging", "prod"])("of %s open the stack's own environment, and no other", (stack) => {
    const file = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"));
    expect(file.environment).toEqual([`sophia-infra/${stack}`]);
  });
});

function emptyPaths(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return value === "" ? [path] : [];
  return Object.entries(value).flatMap(([key, inner]) => emptyPaths(inner, path === "" ? key : `${path}.${key}`));
}
