import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { catalogue } from "../../../credentials/catalogue";
import { escEnvironments, vaultYaml } from "../../../credentials/environments";
import { stacks } from "../../mocks/mockStack";

describe("escEnvironments", () => {
  it.each(stacks)("has everything that %s imports, and its own environment as root", (stack) => {
    const { environments, root } = escEnvironments(stack, {});
    expect(root).toBe(`sophia-infra/${stack}`);
    for (const text of Object.values(environments)) {
      const { imports = [] } = parse(text);
      if (imports.includes(`sophia-vault/${stack}`)) expect(environments).toMatchObject(named(imports));
    }
  });

  it.each(stacks)("lets nothing but its own environment import the vault of %s", (stack) => {
    const { mayImport } = escEnvironments(stack, {});
    const importers = Object.entries(mayImport).filter(([, imported]) =>
      imported.some((name) => name.includes("vault")),
    );
    expect(importers.map(([importer]) => importer)).toEqual([`sophia-infra/${stack}`]);
    expect(mayImport[`sophia-infra/${stack}`]).toContain(`sophia-vault/${stack}`);
  });
});

describe("vaultYaml", () => {
  it("nests each value by its ESC path as a secret, whatever is in it, and leaves out what has none", () => {
    const ids = catalogue.map(({ id }) => id);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...ids), fc.string()), (values) => {
        const { values: tree } = parse(vaultYaml(values));
        for (const { id, escPath } of catalogue) {
          const found = escPath.split(".").reduce((node, step) => node?.[step], tree);
          expect(found).toEqual(id in values ? { "fn::secret": values[id] } : undefined);
        }
      }),
    );
  });
});

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, expect.any(String)]));
