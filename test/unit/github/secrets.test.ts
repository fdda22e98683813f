import { describe, expect, it } from "vitest";
import { githubPlugin } from "../../../sandbox/github/plugin";
import { Driver, sandboxContext, tamper, worldText } from "../table/support";

const ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment";
const ENVIRONMENT_SECRET = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret";
const SECRET = "github:index/actionsSecret:ActionsSecret";
const ORGANIZATION_SECRET = "github:index/actionsOrganizationSecret:ActionsOrganizationSecret";
const VARIABLE = "github:index/actionsVariable:ActionsVariable";
const repository = "sophia-infra";

async function open() {
  const context = sandboxContext();
  return { context, driver: await Driver.open(githubPlugin(context), { owner: "sophia-ai", token: "t" }) };
}

describe("a secret", () => {
  it("has the provider's id, and is nowhere in clear at GitHub", async () => {
    const { driver, context } = await open();
    await driver.create(ENVIRONMENT, { repository, environment: "prod:eu" });
    const made = await driver.create(ENVIRONMENT_SECRET, {
      repository,
      environment: "prod:eu",
      secretName: "API_KEY",
      value: "canary-1",
    });
    expect(made.id).toBe("sophia-infra:prod??eu:API_KEY");
    expect(made.outputs).toMatchObject({ value: "canary-1", createdAt: "2026-11-20 12:00:00 +0000 UTC" });
    expect(made.outputs.updatedAt).toBe(made.outputs.remoteUpdatedAt);
    expect(worldText(context)).not.toContain("canary-1");
    expect(worldText(context)).toMatch(/"value_fingerprint": "sha256:[0-9a-f]{32}:[0-9a-f]{64}"/);
  });

  it("keeps the value that Pulumi knows in a refresh", async () => {
    const { driver } = await open();
    const made = await driver.create(SECRET, { repository, secretName: "A", plaintextValue: "canary-2" });
    expect((await driver.read(made))?.inputs).toEqual(made.inputs);
    expect(await driver.drift(made)).toEqual({});
    expect((await driver.import(SECRET, made.id))?.inputs).toEqual({ repository, secretName: "A" });
  });

  it("shows when somebody else set it, by GitHub's time, and the next update settles it", async () => {
    const { driver, context } = await open();
    const inputs = { repository, secretName: "A", value: "v" };
    const made = await driver.create(SECRET, inputs);
    tamper(context, "github.secret", "sophia-ai/sophia-infra:A", { updated_at: "2026-11-21T00:00:00Z" });
    expect(await driver.drift(made)).toEqual({ remoteUpdatedAt: "update" });
    const found = await driver.read(made);
    const mended = await driver.update(found ?? made, inputs);
    expect(mended.outputs.updatedAt).toBe("2026-11-21 00:00:01 +0000 UTC");
    expect(await driver.drift(mended)).toEqual({});
  });

  it("is taken over where it exists, and made again where it is gone", async () => {
    const { driver } = await open();
    const inputs = { repository, secretName: "A", value: "v" };
    const made = await driver.create(SECRET, inputs);
    await expect(driver.create(SECRET, inputs)).resolves.toMatchObject({ id: made.id });
    await driver.delete(made);
    expect(await driver.drift(made)).toBe("gone");
    await driver.update(made, inputs);
    expect(await driver.drift(made)).toEqual({});
  });

  it("needs its repository and its environment", async () => {
    const { driver } = await open();
    const inputs = { repository, environment: "prod", secretName: "A", value: "v" };
    await expect(driver.create(ENVIRONMENT_SECRET, inputs)).rejects.toThrow(
      "GET https://api.github.com/repos/sophia-ai/sophia-infra/environments/prod: 404 Not Found []",
    );
    await expect(driver.create(SECRET, { ...inputs, environment: undefined, repository: "other" })).rejects.toThrow(
      "repos/sophia-ai/other: 404 Not Found",
    );
  });

  it("is refused for its name, its size and two values, without a value in the reason", async () => {
    const { driver } = await open();
    const mistakes = await driver.mistakes(SECRET, {
      repository,
      secretName: "github_token",
      value: `canary-3${"x".repeat(48 * 1024)}`,
      valueEncrypted: "canary not base64",
    });
    expect(mistakes).toEqual([
      "secretName: must not begin with GITHUB_",
      "value: must be at most 49152 bytes long, not 49160",
      "valueEncrypted: must be base64",
      'valueEncrypted: conflicts with "value"; give only one of "value", "valueEncrypted", "encryptedValue", "plaintextValue"',
    ]);
    expect(await driver.mistakes(SECRET, { repository, secretName: "1A" })).toEqual([
      "secretName: may have letters, digits and underscores, and not begin with a digit",
      'value: one of "value", "valueEncrypted", "encryptedValue", "plaintextValue" is required',
    ]);
  });

  it("goes with its environment, and an environment with its repository", async () => {
    const { driver } = await open();
    const environment = await driver.create(ENVIRONMENT, { repository, environment: "prod" });
    const secret = await driver.create(ENVIRONMENT_SECRET, {
      repository,
      environment: "prod",
      secretName: "A",
      value: "v",
    });
    await driver.delete(environment);
    expect(await driver.drift(secret)).toBe("gone");
  });

  it("of an organisation names repositories only where it is for selected ones", async () => {
    const { driver } = await open();
    const inputs = { secretName: "A", value: "v", visibility: "private", selectedRepositoryIds: [1] };
    expect(await driver.mistakes(ORGANIZATION_SECRET, inputs)).toEqual([
      "selectedRepositoryIds: can't be used without visibility being set to selected",
    ]);
    const made = await driver.create(ORGANIZATION_SECRET, {
      ...inputs,
      visibility: "selected",
      selectedRepositoryIds: [2, 1],
    });
    expect(made.id).toBe("A");
    expect(await driver.changes(made, { ...made.inputs, selectedRepositoryIds: [1, 2] })).toEqual({});
    expect(await driver.changes(made, { ...made.inputs, selectedRepositoryIds: [1] })).toEqual({
      "selectedRepositoryIds[0]": "update-replace",
      "selectedRepositoryIds[1]": "delete-replace",
    });
  });
});

describe("a variable", () => {
  it("is refused where it exists, unlike a secret, and can't be changed where it is gone", async () => {
    const { driver } = await open();
    const inputs = { repository, variableName: "REGION", value: "eu" };
    const made = await driver.create(VARIABLE, inputs);
    await expect(driver.create(VARIABLE, inputs)).rejects.toThrow("409 Already exists - Variable already exists");
    await driver.delete(made);
    await expect(driver.update(made, inputs)).rejects.toThrow("404 Not Found");
  });

  it("shows a value that somebody else set", async () => {
    const { driver, context } = await open();
    const made = await driver.create(VARIABLE, { repository, variableName: "REGION", value: "eu" });
    tamper(context, "github.variable", "sophia-ai/sophia-infra:REGION", { value: "us" });
    expect(await driver.drift(made)).toEqual({ value: "update" });
    expect((await driver.read(made))?.inputs.value).toBe("us");
  });
});
