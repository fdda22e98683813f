import { describe, expect, it } from "vitest";
import { githubPlugin } from "../../../sandbox/github/plugin";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { snowflakePlugin } from "../../../sandbox/snowflake/plugin";
import { vercelPlugin } from "../../../sandbox/vercel/plugin";
import { Driver, sandboxContext } from "./support";

const ROLE = "snowflake:index/accountRole:AccountRole";
const VARIABLE = "github:index/actionsVariable:ActionsVariable";
const PROJECT = "vercel:index/project:Project";

describe("a create that was cut off", () => {
  it("is found by the vendor's natural key, without a provider", async () => {
    const context = sandboxContext();
    const snowflake = snowflakePlugin(context);
    const github = githubPlugin(context);
    const vercel = vercelPlugin(context);
    const role = { name: '"R"' };
    const variable = { repository: "sophia-infra", variableName: "A", value: "v" };
    const project = { name: "web" };
    expect(snowflake.findByInputs(ROLE, role)).toBeUndefined();
    expect(github.findByInputs(VARIABLE, variable)).toBeUndefined();
    expect(vercel.findByInputs(PROJECT, project)).toBeUndefined();
    await (await Driver.open(snowflake, { accountName: "a", user: "u", password: "p" })).create(ROLE, role);
    await (await Driver.open(github, { owner: "sophia-ai", token: "t" })).create(VARIABLE, variable);
    const made = await (await Driver.open(vercel, { apiToken: "t" })).create(PROJECT, project);
    expect(snowflake.findByInputs(ROLE, { name: "R" })).toBe("R");
    expect(github.findByInputs(VARIABLE, variable)).toBe("sophia-infra:A");
    expect(vercel.findByInputs(PROJECT, project)).toBe(made.id);
    expect(vercel.findByInputs("vercel:index/unheard:Of", project)).toBeUndefined();
  });

  it("is found after the sandbox was started again", async () => {
    const context = sandboxContext();
    const made = await (await Driver.open(vercelPlugin(context), { apiToken: "t" })).create(PROJECT, { name: "web" });
    expect(vercelPlugin(context).findByInputs(PROJECT, { name: "web" })).toBe(made.id);
  });
});

describe("a preview of an update", () => {
  it("keeps what stays, and leaves open what the update changes", async () => {
    const driver = await Driver.open(snowflakePlugin(sandboxContext()), { accountName: "a", user: "u", password: "p" });
    const made = await driver.create(ROLE, { name: "R" });
    const commented = await driver.update(made, { name: "R", comment: "c" }, { preview: true });
    expect(commented.outputs).toMatchObject({ fullyQualifiedName: '"R"', comment: "c", showOutputs: UNKNOWN });
    const renamed = await driver.update(made, { name: "S" }, { preview: true });
    expect(renamed.outputs.fullyQualifiedName).toBe(UNKNOWN);
    expect(await driver.drift(made)).toEqual({});
  });
});

describe("saying what the vendor has anyway", () => {
  const WAREHOUSE = "snowflake:index/warehouse:Warehouse";
  const FILE = "github:index/repositoryFile:RepositoryFile";

  it("is no change where it is the vendor's default, nor is no longer saying it", async () => {
    const driver = await Driver.open(snowflakePlugin(sandboxContext()), { accountName: "a", user: "u", password: "p" });
    const said = { name: "WH", autoSuspend: 600, maxClusterCount: 1 };
    const made = await driver.create(WAREHOUSE, { name: "WH" });
    expect(await driver.changes(made, said)).toEqual({});
    expect(await driver.changes(await driver.update(made, said), { name: "WH" })).toEqual({});
    expect(await driver.changes(made, { ...said, maxClusterCount: 2 })).toEqual({ maxClusterCount: "add" });
  });

  it("replaces nothing where the vendor filled it in", async () => {
    const driver = await Driver.open(githubPlugin(sandboxContext()), { owner: "sophia-ai", token: "t" });
    const file = { repository: "sophia-infra", file: "a", content: "b" };
    const made = await driver.create(FILE, file);
    expect(await driver.changes(made, { ...file, branch: "main" })).toEqual({});
    expect(await driver.changes(made, { ...file, branch: "next" })).toEqual({ branch: "add-replace" });
  });
});

describe("the engine's changes", () => {
  it("show an input that is not known yet as a change", async () => {
    const driver = await Driver.open(snowflakePlugin(sandboxContext()), { accountName: "a", user: "u", password: "p" });
    const made = await driver.create(ROLE, { name: "R", comment: "c" });
    expect(await driver.changes(made, { name: "R", comment: UNKNOWN })).toEqual({ comment: "update" });
  });
});
