import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { authorizedKeys } from "../../credentials/authorizedKeys";
import { catalogue, programCredentials } from "../../credentials/catalogue";
import { complaintAbout } from "../../credentials/credentials";
import { escEnvironments } from "../../credentials/environments";
import { standInSecrets } from "../../credentials/standIns";
import { nestedYaml } from "../../credentials/yaml";
import { type Answer, openEvaluator } from "./evaluator";

let evaluate: (request: object) => Promise<Answer>;
beforeAll(async () => {
  evaluate = await openEvaluator();
}, 300_000);

const values = standInSecrets("contract", catalogue);
const stacks = ["local", "staging", "prod"];
const handed = ({ pulumiConfig }: Answer, configKey: string) => pulumiConfig[`sophia-infra:${configKey}`];

describe("the files of esc/, opened by Pulumi's evaluator", () => {
  it.each(stacks)("hand %s every credential, as a secret, and hosts' public keys in clear", async (stack) => {
    const answer = await evaluate(escEnvironments(stack, values));
    expect(answer.diagnostics).toEqual([]);
    for (const { id, configKey } of programCredentials) {
      expect(handed(answer, configKey)).toEqual({ value: values[id], secret: true });
    }
    expect(handed(answer, authorizedKeys.configKey)).toMatchObject({ secret: false });
    expect(complaintAbout((key) => String(handed(answer, key)?.value), stack)).toBeUndefined();
  });

  it.each(stacks)(
    "open %s even where nothing is set, so that the program can name all that is missing",
    async (stack) => {
      const answer = await evaluate(escEnvironments(stack, {}));
      expect(answer.diagnostics).toEqual([]);
      for (const { configKey } of programCredentials) expect(handed(answer, configKey)?.value).toBe("");
    },
  );

  it("hand a preview of prod what logs in from its own vault, and what opens nothing for all else", async () => {
    const answer = await evaluate(escEnvironments("prod-preview", values));
    expect(answer.diagnostics).toEqual([]);
    expect(complaintAbout((key) => String(handed(answer, key)?.value), "prod")).toBeUndefined();
    const real = programCredentials.filter(({ id, configKey }) => handed(answer, configKey)?.value === values[id]);
    expect(real.map(({ id }) => id)).toEqual([
      ...["snowflake-private-key", "lambda-ssh-private-key", "github-token", "container-registry-token"],
    ]);
  });

  it("refuse hosts' keys that are no keys", async () => {
    const rotated = nestedYaml([[authorizedKeys.escPath, "none of your keys"]]);
    const { diagnostics } = await evaluate(escEnvironments("prod", values, rotated));
    expect(diagnostics).toEqual([
      expect.objectContaining({ summary: expect.stringContaining("must match"), environment: "sophia-infra/prod" }),
    ]);
  });
});

/** Some of the catalogue's values; whoever wrote them wrote them anywhere. */
const some = fc.dictionary(
  fc.constantFrom(...programCredentials.map(({ id }) => id)),
  fc.stringMatching(/^[a-z]{1,9}$/),
);
const yamlOf = (layer: Readonly<Record<string, string>>) =>
  nestedYaml(
    programCredentials.flatMap(({ id, escPath }) => {
      const value = layer[id];
      return value === undefined ? [] : [[escPath, { "fn::secret": value }] as const];
    }),
  );

it("of what is written twice the rotated environment wins over the vault, and a login over both", async () => {
  const layers = fc.record({ stack: fc.constantFrom(...stacks), vault: some, rotated: some });
  await fc.assert(
    fc.asyncProperty(layers, async ({ stack, vault, rotated }) => {
      const request = escEnvironments(stack, { "github-token": "login" });
      const answer = await evaluate({
        ...request,
        environments: {
          ...request.environments,
          [`sophia-vault/${stack}`]: yamlOf(vault),
          [`sophia-rotated/${stack}`]: yamlOf(rotated),
        },
      });
      expect(answer.diagnostics).toEqual([]);
      for (const { id, configKey } of programCredentials) {
        const expected = id === "github-token" ? "login" : (rotated[id] ?? vault[id] ?? "");
        expect(handed(answer, configKey)?.value).toBe(expected);
      }
    }),
    { numRuns: 40 },
  );
});

describe("what a pull request may open", () => {
  const prod = escEnvironments("prod", values).environments;
  const { mayImport } = escEnvironments("staging", values);
  const secret = Object.values(values);

  // Everything that a pull request can do to the files of esc/ it does here: any file may import anything, and read it.
  it("gives nothing of prod's away, whatever imports are written into the files", async () => {
    const roots = ["staging", "prod-preview", "local"].map((name) => `sophia-infra/${name}`);
    const names = [...Object.keys(prod)].filter((name) => !/^sophia-(vault|rotated)\//.test(name));
    const targets = [...Object.keys(prod), "sophia-vault/prod@1"];
    const imports = fc.dictionary(fc.constantFrom(...names), fc.uniqueArray(fc.constantFrom(...targets)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...roots), imports, async (root, edges) => {
        const edited = Object.entries(edges).map(([name, imported]) => {
          const all = JSON.stringify(imported);
          return [name, `imports: ${all}\nvalues: {seen: '\${infrastructure.lambda.apiKey}'}`];
        });
        const environments = { ...prod, ...Object.fromEntries(edited) };
        const text = JSON.stringify(await evaluate({ environments, root, mayImport }));
        for (const value of secret) expect(text).not.toContain(JSON.stringify(value).slice(1, -1));
      }),
      { numRuns: 60 },
    );
  });

  it("would, were it not for the rules", async () => {
    const environments = { ...prod, "sophia-infra/staging": "imports: [sophia-vault/prod]" };
    const open = (rules: object) => evaluate({ environments, root: "sophia-infra/staging", ...rules });
    expect(JSON.stringify(await open({}))).toContain(values["lambda-api-key"]);
    expect((await open({ mayImport })).diagnostics).toEqual([
      expect.objectContaining({
        summary: expect.stringMatching(/^sophia-infra\/staging may not import sophia-vault\/prod; /),
      }),
    ]);
  });
});

describe("a mistake in a file of esc/ is told with file, line and column:", () => {
  const request = escEnvironments("staging", values);
  const staging = request.environments["sophia-infra/staging"] ?? "";
  const data = request.environments["sophia-infra/data"] ?? "";

  it.each([
    [
      ...["a typo in an import", "staging", staging.replace("sophia-infra/data", "sophia-infra/dat")],
      { summary: expect.stringMatching(/may not import sophia-infra\/dat; .*sophia-infra\/data/), line: 5, column: 5 },
    ],
    [
      ...["an import the other way, as in a cycle", "data", data.replace("sophia-infra/base", "sophia-infra/staging")],
      { summary: expect.stringContaining("sophia-infra/data may not import sophia-infra/staging"), line: 4, column: 5 },
    ],
    [
      ...["a reserved key", "data", data.replace("values:", "values:\n  context: {}")],
      { summary: '"context" is a reserved key', line: 6, column: 3 },
    ],
    [
      ...["a typo in a path", "staging", staging.replace("openai.apiKey}", "openai.apiKye}")],
      { summary: 'unknown property "apiKye"; did you mean "apiKey"?', line: 32, column: 43 },
    ],
  ] as const)("%s", async (_what, file, text, place) => {
    const environment = `sophia-infra/${file}`;
    const environments = { ...request.environments, [environment]: text };
    const { diagnostics } = await evaluate({ ...request, environments });
    expect(diagnostics).toEqual([{ severity: "error", environment, ...place }]);
  });
});
