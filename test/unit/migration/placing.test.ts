import { describe, expect, it } from "vitest";
import { type Credential, catalogue } from "../../../credentials/catalogue";
import { standInSecrets } from "../../../credentials/standIns";
import { aliases } from "../../../ops/migration/aliases";
import { placeSecrets } from "../../../ops/migration/placing";

const values = standInSecrets("placing", catalogue);
const openAi = values["openai-api-key"] ?? "";

/** Paths and notes by name. */
const placed = (secrets: Record<string, string>) =>
  Object.fromEntries(
    placeSecrets(Object.entries(secrets).map(([name, value]) => ({ name, value }))).map(({ name, path, note }) => [
      name,
      note === "" ? path : `${path}: ${note}`,
    ]),
  );

describe("placeSecrets", () => {
  it("puts each credential that people set at its ESC path, by the name of its environment variable", () => {
    for (const { escPath, environmentVariable, id, rotation } of catalogue as readonly Credential[]) {
      if (rotation.by !== "hand" && rotation.by !== "esc") continue;
      expect(placed({ [environmentVariable]: values[id] ?? "" })).toEqual({ [environmentVariable]: escPath });
    }
  });

  it("knows the names that the organisation is likely to have used", () => {
    expect(placed({ OPENAI_KEY: openAi, GH_PAT: values["github-personal-access-token"] ?? "" })).toEqual({
      OPENAI_KEY: "ai.openai.apiKey",
      GH_PAT: "infrastructure.github.personalAccessToken",
    });
  });

  it("keeps what nobody knows", () => {
    expect(placed({ OLD: "x" })).toEqual({ OLD: "unsorted.OLD: the catalogue doesn't know the name" });
  });

  it("keeps what is malformed, and says what is wanted", () => {
    expect(placed({ HF_TOKEN: "x", OPENAI_API_KEY: `${openAi}\n` })).toEqual({
      HF_TOKEN: 'unsorted.HF_TOKEN: is no huggingface-token: "hf_" and 34 to 100 characters of [0-9A-Za-z] is wanted',
      OPENAI_API_KEY: "unsorted.OPENAI_API_KEY: is openai-api-key with white space around it",
    });
  });

  it("leaves what rotates by itself, or is made by a login, to those who make it", () => {
    expect(placed({ LAMBDA_SSH_PRIVATE_KEY: values["lambda-ssh-private-key"] ?? "", GITHUB_TOKEN: "x" })).toEqual({
      LAMBDA_SSH_PRIVATE_KEY: "unsorted.LAMBDA_SSH_PRIVATE_KEY: lambda-ssh-private-key is kept by its rotation alone",
      GITHUB_TOKEN: "unsorted.GITHUB_TOKEN: github-token is made by gh-login at each opening",
    });
  });

  it("takes the likeliest name of two that say different things, wherever it stands, and keeps the other", () => {
    expect(placed({ OPENAI_KEY: `${openAi}x`, OPENAI_API_KEY: openAi })).toEqual({
      OPENAI_KEY: "unsorted.OPENAI_KEY: another value than OPENAI_API_KEY, which is openai-api-key",
      OPENAI_API_KEY: "ai.openai.apiKey",
    });
    expect(placed({ OPENAI_KEY: openAi, OPENAI_API_KEY: "malformed" })).toMatchObject({
      OPENAI_KEY: "ai.openai.apiKey",
    });
    expect(placed({ OPENAI_KEY: openAi, OPENAI_API_KEY: openAi })).toEqual({
      OPENAI_KEY: "ai.openai.apiKey",
      OPENAI_API_KEY: "ai.openai.apiKey",
    });
  });
});

describe("aliases", () => {
  it("are names that GitHub allows, and no two credentials have one", () => {
    const names = [...catalogue.map((one) => one.environmentVariable), ...Object.values(aliases).flat()];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(
      Object.values(aliases)
        .flat()
        .filter((name) => name.startsWith("GITHUB_")),
    ).toEqual([]);
  });

  it("are there for every credential whose own name GitHub does not allow and people set", () => {
    const refused = catalogue.filter(
      (one) => one.environmentVariable.startsWith("GITHUB_") && one.id !== "github-token",
    );
    expect(refused.map(({ id }) => aliases[id]?.length ?? 0)).not.toContain(0);
  });
});
