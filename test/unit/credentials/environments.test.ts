import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { catalogue } from "../../../credentials/catalogue";
import { escEnvironments, rotatedYaml, vaultYaml } from "../../../credentials/environments";
import { sshPublicKey } from "../../../credentials/openSsh";
import { mockSecrets, stacks } from "../../mocks/mockStack";

describe("escEnvironments", () => {
  it.each([...stacks, "prod-preview"])("has everything that %s imports, and its own environment as root", (stack) => {
    const { environments, root } = escEnvironments(stack, {});
    expect(root).toBe(`sophia-infra/${stack}`);
    expect(environments).toMatchObject(named(parse(environments[root] ?? "").imports));
  });

  it("takes the rotated environment as a store holds it", () => {
    const { environments } = escEnvironments("staging", mockSecrets, "values: {}");
    expect(environments["sophia-rotated/staging"]).toBe("values: {}");
  });

  it.each(["sophia-vault", "sophia-rotated"])("lets nothing but a stack's own environment import its %s", (project) => {
    const { mayImport } = escEnvironments("local", {});
    for (const stack of stacks) {
      const importers = Object.keys(mayImport).filter((name) => mayImport[name]?.includes(`${project}/${stack}`));
      expect(importers).toEqual([`sophia-infra/${stack}`]);
    }
  });

  it("lets nothing that a pull request may open reach prod's secrets over any number of imports, and has no cycle", () => {
    const { mayImport } = escEnvironments("local", {});
    const reach = (name: string, path: readonly string[]): string[] => {
      expect(path).not.toContain(name);
      return [name, ...(mayImport[name] ?? []).flatMap((imported) => reach(imported, [...path, name]))];
    };
    for (const name of Object.keys(mayImport)) reach(name, []);
    for (const root of ["local", "staging", "prod-preview"]) {
      expect(reach(`sophia-infra/${root}`, []).filter((name) => name.endsWith("/prod"))).toEqual([]);
    }
  });

  it("gives what a login makes to the login, and stores it nowhere", () => {
    const { environments, opened } = escEnvironments("prod", mockSecrets);
    const token = mockSecrets["github-token"];
    expect(opened).toEqual({ "gh-login": { accessToken: { "fn::secret": token } } });
    expect(Object.values(environments).join()).not.toContain(token);
  });
});

const byHand = catalogue.filter(({ rotation }) => rotation.by === "hand");

describe("vaultYaml", () => {
  it("nests each value that people set by its ESC path as a secret, whatever is in it, and nothing else", () => {
    const ids = catalogue.map(({ id }) => id);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...ids), fc.string()), (values) => {
        const { values: tree } = parse(vaultYaml(values));
        for (const credential of catalogue) {
          const found = credential.escPath.split(".").reduce((node, step) => node?.[step], tree);
          const kept = byHand.includes(credential) && credential.id in values;
          expect(found).toEqual(kept ? { "fn::secret": values[credential.id] } : undefined);
        }
      }),
    );
  });
});

it("a rotated environment has the private key as a secret and its public half in clear, for hosts to accept", () => {
  const privateKey = mockSecrets["lambda-ssh-private-key"] ?? "";
  expect(parse(rotatedYaml(mockSecrets)).values).toEqual({
    infrastructure: {
      lambda: { sshPrivateKey: { "fn::secret": privateKey }, sshAuthorizedKeys: `${sshPublicKey(privateKey)}\n` },
    },
  });
});

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, expect.any(String)]));
