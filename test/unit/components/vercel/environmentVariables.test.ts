import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { credentialVariables, plainVariables } from "../../../../components/vercel/environmentVariables";
import { gatewayOrigins } from "../../../../components/vercel/gateway";
import { type Consumer, credentialsOf, programCredentials } from "../../../../credentials/catalogue";
import { frontEnd, vercelSettings } from "./support";

const consumers: readonly Consumer[] = ["vercel:production", "vercel:preview", "github-environment", "ssh"];
const catalogues = fc.uniqueArray(
  fc.record({ id: fc.stringMatching(/^[a-z]{1,8}$/), consumers: fc.subarray([...consumers]) }),
  { selector: ({ id }) => id, maxLength: 12 },
);
const described = (one: { id: string; consumers: Consumer[] }) => ({ ...one, environmentVariable: `KEY_${one.id}` });
const secretsOf = (all: readonly { id: string }[]) =>
  Object.fromEntries(all.map(({ id }) => [id, pulumi.secret(`canary-${id}`)]));

describe("the variables of any catalogue", () => {
  it("put each secret, as sensitive, into exactly the targets that the catalogue names", () => {
    const check = (some: { id: string; consumers: Consumer[] }[]) => {
      const secrets = secretsOf(some);
      const variables = credentialVariables(some.map(described), secrets);
      for (const { sensitive } of variables) expect(sensitive).toBe(true);
      const given = variables.map(({ key, target }) => `${key} vercel:${target}`);
      const wanted = some.flatMap(({ id, consumers: named }) => {
        return named.filter((name) => name.startsWith("vercel:")).map((name) => `KEY_${id} ${name}`);
      });
      expect(given.sort()).toEqual(wanted.sort());
      for (const { key, value } of variables) expect(value).toBe(secrets[key.replace("KEY_", "")]);
    };
    fc.assert(fc.property(catalogues, check));
  });

  it("refuse a secret for development, naming it and never its value", () => {
    const check = (some: { id: string; consumers: Consumer[] }[], index: number) => {
      const chosen = some[index % some.length];
      if (chosen === undefined) return;
      const all = some.map((one): typeof one => {
        return one === chosen ? { ...one, consumers: [...one.consumers, "vercel:development"] } : one;
      });
      const message = `The catalogue hands ${chosen.id} to vercel:development, where Vercel keeps no variable sensitive.`;
      const make = () => credentialVariables(all.map(described), secretsOf(all));
      expect(make).toThrow(message);
      expect(make).not.toThrow("canary-");
    };
    fc.assert(fc.property(catalogues, fc.nat(), check));
  });
});

describe("the front end's variables", () => {
  it("tell each target its gateway", () => {
    const { previewApi, ...none } = vercelSettings({ previewApi: "https://api.staging.example.com" });
    const urls = (settings: typeof none) =>
      plainVariables(gatewayOrigins(settings)).map(({ target, value }) => `${target} ${value}`);
    const [production, development] = ["production https://api.example.com", "development http://localhost:8080"];
    expect(urls({ ...none, previewApi } as typeof none)).toEqual([
      ...[production, "preview https://api.staging.example.com", development],
    ]);
    expect(urls(none)).toEqual([production, "preview https://api.example.com", development]);
  });

  it("are readable only where they are no secret, and one for each key and target", async () => {
    const { resources } = await frontEnd();
    const variables = resources.filter(({ type }) => type.endsWith(":ProjectEnvironmentVariable"));
    const readable = variables.filter(({ inputs }) => inputs.sensitive !== true).map(({ inputs }) => inputs.key);
    expect(new Set(readable)).toEqual(new Set(["SOPHIA_API_URL"]));
    const slots = variables.map(({ inputs }) => `${inputs.key} ${JSON.stringify(inputs.targets)}`);
    expect(new Set(slots).size).toBe(slots.length);
    for (const target of ["production", "preview"] as const) {
      for (const { environmentVariable } of credentialsOf(`vercel:${target}`)) {
        expect(slots).toContain(`${environmentVariable} ["${target}"]`);
      }
    }
  });

  it("carry every secret of theirs as a secret in the state", async () => {
    const { resources } = await frontEnd();
    const sensitive = resources.filter(({ inputs }) => inputs.sensitive === true);
    const consumed = programCredentials.filter(({ consumers: all }) => all.some((one) => /^vercel:/.test(one)));
    expect(sensitive.length).toBeGreaterThan(consumed.length);
    for (const { secrets } of sensitive) expect(secrets).toContain("value");
    expect(JSON.stringify(resources)).not.toMatch(/canary-|mock-token/);
  });
});
