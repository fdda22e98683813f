import { beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "../../../../credentials/catalogue";
import { standInSecrets } from "../../../../credentials/standIns";
import { checkEnvironments, committedDefinitions, type Problem } from "../../../../ops/esc/check";
import { evaluate } from "../../../../toolchain/evaluator";
import { obtain } from "../../../../toolchain/obtain";

const values = standInSecrets("seed", catalogue);
let evaluator = "";
beforeAll(async () => {
  evaluator = (await obtain(["sophia-esc"], () => undefined))["sophia-esc"] ?? "";
}, 300_000);

/** Checks the committed files after `edit` of one of them. */
async function check(file = "", edit = (yaml: string) => yaml): Promise<string[]> {
  const name = `sophia-infra/${file}`;
  const committed = committedDefinitions().map((one) => (one.name === name ? { name, yaml: edit(one.yaml) } : one));
  const problems = await checkEnvironments((request) => evaluate(evaluator, request), values, committed);
  for (const value of Object.values(values)) expect(JSON.stringify(problems)).not.toContain(value);
  return problems.map(line);
}

const line = ({ file, place, message }: Problem) => `${file}:${place?.line ?? "-"}:${place?.column ?? "-"} ${message}`;
const lineOf = (file: string, text: string) => {
  const yaml = committedDefinitions().find(({ name }) => name === `sophia-infra/${file}`)?.yaml ?? "";
  return yaml.split("\n").findIndex((one) => one.includes(text)) + 1;
};

describe("the check of esc/", () => {
  it("finds nothing in the files as they are", async () => {
    expect(await check()).toEqual([]);
  });

  it("shows a credential that does not reach the program, and one that the catalogue does not know", async () => {
    const at = lineOf("prod", "sophia-infra:openaiApiKey");
    expect(
      await check("prod", (yaml) => yaml.replace("sophia-infra:openaiApiKey", "sophia-infra:openAiApiKey")),
    ).toEqual([
      `esc/prod.yaml:-:- pulumiConfig lacks sophia-infra:openaiApiKey: \${ai.openai.apiKey}, where the program looks for openai-api-key`,
      `esc/prod.yaml:${at}:5 the catalogue knows no sophia-infra:openAiApiKey; did you mean openaiApiKey?`,
    ]);
  });

  it("shows two that are mixed up", async () => {
    const at = lineOf("staging", "sophia-infra:openaiApiKey");
    expect(await check("staging", (yaml) => yaml.replace(/(?<=openaiApiKey: ..ai\.)openai/, "claude"))).toEqual([
      `esc/staging.yaml:${at}:5 sophia-infra:openaiApiKey is not openai-api-key, which is at \${ai.openai.apiKey}`,
    ]);
  });

  it("shows a group that does not declare what the catalogue has, and declares what it has not", async () => {
    const problems = await check("ai", (yaml) => yaml.replace("openai:", "openia:"));
    expect(problems).toContain(
      "esc/ai.yaml:-:- ai.openai.apiKey is not declared, where the catalogue has openai-api-key",
    );
    expect(
      problems.some((one) =>
        /^esc\/ai.yaml:\d+:7 .* no credential at ai.openia.apiKey; did you mean ai.openai.apiKey\?$/.test(one),
      ),
    ).toBe(true);
  });

  it("shows a secret in a file without showing it", async () => {
    const problems = await check("base", (yaml) => `${yaml}  extra:\n    fn::secret: canary\n`);
    expect(problems).toEqual([expect.stringMatching(/^esc\/base.yaml:\d+:5 a secret has no place in git/)]);
  });

  it.each([
    [
      "a cycle",
      "base",
      (yaml: string) => `imports: [sophia-infra/ai]\n${yaml}`,
      /^esc\/(base|ai).yaml:-:- a cycle of imports: .*base imports sophia-infra\/ai/,
    ],
    [
      "an import of what is not there",
      "ai",
      (yaml: string) => yaml.replace("/base", "/bsae"),
      /^esc\/ai.yaml:3:5 .*sophia-infra\/bsae/,
    ],
    [
      "an import that is forbidden",
      "ai",
      (yaml: string) => yaml.replace("/base", "/data"),
      /^esc\/ai.yaml:3:5 .*may not import/,
    ],
    ["a key that no environment has", "ai", (yaml: string) => `${yaml}vlaues: {}\n`, /^esc\/ai.yaml:\d+:1 .*vlaues/],
    ["a text that is no YAML", "ai", (yaml: string) => `${yaml}  [`, /ai/],
    ["a reserved key", "ai", (yaml: string) => `${yaml}  context: 1\n`, /^esc\/ai.yaml:\d+:\d+ .*context/],
    [
      "an unknown property",
      "prod",
      (yaml: string) => yaml.replace("ai.openai", "ai.opnai"),
      /^esc\/prod.yaml:\d+:\d+ unknown property "opnai"/,
    ],
  ])("shows %s, with its place", async (_, file, edit, expected) => {
    expect(await check(file, edit)).toContainEqual(expect.stringMatching(expected));
  });
});
