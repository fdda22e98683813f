import { describe, expect, it } from "vitest";
import { githubPlugin } from "../../../sandbox/github/plugin";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { Driver, sandboxContext, tamper } from "../table/support";

const ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment";
const POLICY = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
const FILE = "github:index/repositoryFile:RepositoryFile";
const REPOSITORY = "github:index/repository:Repository";
const RULESET = "github:index/repositoryRuleset:RepositoryRuleset";
const VARIABLE = "github:index/actionsVariable:ActionsVariable";
const PERMISSIONS = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions";
const ALERTS = "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts";
const SECURITY_UPDATES = "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates";
const WORKFLOW_TOKEN = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions";
const PROTECTION = "github:index/branchProtection:BranchProtection";
const OIDC =
  "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate";
const repository = "sophia-infra";
const login = { owner: "sophia-ai", token: "t" };

async function open(args = {}, accounts = {}) {
  const context = sandboxContext(accounts);
  const plugin = githubPlugin(context);
  return { context, plugin, driver: await Driver.open(plugin, { ...login, ...args }) };
}

describe("GitHub's account", () => {
  it("has the platform's own repository from the beginning, the same after a restart", async () => {
    const { context, plugin } = await open();
    const before = context.world.collection("github.repository").list();
    expect(before.map(({ id }) => id)).toEqual(["sophia-ai/sophia-infra"]);
    githubPlugin(context);
    expect(context.world.collection("github.repository").list()).toEqual(before);
    const connection = await plugin.configure(login, { urn: "u", name: "n" });
    const invoke = plugin.invokes?.["github:index/getRepository:getRepository"];
    const call = { preview: false, signal: new AbortController().signal };
    const { outputs } = (await invoke?.(connection, { fullName: "sophia-ai/sophia-infra" }, call)) ?? {};
    expect(outputs).toMatchObject({
      name: repository,
      defaultBranch: "main",
      visibility: "private",
      htmlUrl: "https://github.com/sophia-ai/sophia-infra",
    });
    await expect(invoke?.(connection, { name: "nothing" }, call)).rejects.toThrow("404 Not Found");
  });

  it("refuses a wrong or missing token at the first call, and none that a preview doesn't know yet", async () => {
    const accounts = { "github-token": "right" };
    const inputs = { repository, variableName: "A", value: "v" };
    const bad = "401 Bad credentials";
    await expect((await open({ token: "wrong" }, accounts)).driver.create(VARIABLE, inputs)).rejects.toThrow(bad);
    await expect(
      (await open({ token: "wrong" }, accounts)).driver.create(VARIABLE, inputs, { preview: true }),
    ).rejects.toThrow(bad);
    await expect((await open({ token: undefined }, accounts)).driver.create(VARIABLE, inputs)).rejects.toThrow(
      "401 Requires authentication",
    );
    await expect(
      (await open({ token: UNKNOWN }, accounts)).driver.create(VARIABLE, inputs, { preview: true }),
    ).resolves.toBeDefined();
    await expect((await open({ token: "right" }, accounts)).driver.create(VARIABLE, inputs)).resolves.toBeDefined();
  });

  it("keeps two owners apart", async () => {
    const { context, plugin } = await open();
    const other = await Driver.open(plugin, { owner: "someone-else", token: "t" });
    await expect(other.create(VARIABLE, { repository, variableName: "A", value: "v" })).rejects.toThrow(
      "repos/someone-else/sophia-infra: 404",
    );
    await other.create(REPOSITORY, { name: repository, autoInit: true });
    expect(Object.keys(context.world.counts())).toContain("github.branch");
    await other.create(PROTECTION, { repositoryId: repository, pattern: "main" });
    const ours = await Driver.open(plugin, login);
    await expect(ours.create(PROTECTION, { repositoryId: repository, pattern: "main" })).resolves.toBeDefined();
    await other.create(VARIABLE, { repository, variableName: "A", value: "v" });
    expect(
      context.world
        .collection("github.variable")
        .list()
        .map(({ id }) => id),
    ).toEqual(["someone-else/sophia-infra:A"]);
  });
});

describe("an environment", () => {
  const reviewed = { repository, environment: "prod", waitTimer: 10, reviewers: [{ teams: [7], users: [1, 2] }] };

  it("is kept as GitHub has it, and read back as Pulumi has it", async () => {
    const { driver, context } = await open();
    const made = await driver.create(ENVIRONMENT, reviewed);
    expect(made.id).toBe("sophia-infra:prod");
    expect(context.world.collection("github.environment").get("sophia-ai/sophia-infra:prod")).toMatchObject({
      name: "prod",
      wait_timer: 10,
      can_admins_bypass: true,
      reviewers: [
        { type: "Team", id: 7 },
        { type: "User", id: 1 },
        { type: "User", id: 2 },
      ],
    });
    expect(await driver.drift(made)).toEqual({});
    tamper(context, "github.environment", "sophia-ai/sophia-infra:prod", { reviewers: [], wait_timer: 0 });
    expect(await driver.drift(made)).toEqual({ reviewers: "add", waitTimer: "update" });
  });

  it("has six reviewers at most, and one of the two branch policies", async () => {
    const { driver } = await open();
    expect(
      await driver.mistakes(ENVIRONMENT, {
        ...reviewed,
        reviewers: [{ teams: [1, 2, 3], users: [4, 5, 6, 7] }],
        deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: true },
        waitTimer: 43_201,
      }),
    ).toEqual([
      "deploymentBranchPolicy.customBranchPolicies: can't have the same value as protectedBranches",
      "reviewers[0].users: may be 6 reviewers at most together with teams, not 7",
      "waitTimer: must be at most 43200, not 43201",
    ]);
  });

  it("takes branch patterns only where it has custom policies", async () => {
    const { driver } = await open();
    const policy = { repository, environment: "prod", branchPattern: "main" };
    const environment = await driver.create(ENVIRONMENT, reviewed);
    await expect(driver.create(POLICY, policy)).rejects.toThrow("404 Not Found");
    await driver.update(environment, {
      ...reviewed,
      deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
    });
    const made = await driver.create(POLICY, policy);
    expect(made.id).toBe(`sophia-infra:prod:${String(made.outputs.policyId)}`);
    await expect(driver.create(POLICY, policy)).rejects.toThrow("303");
    expect(await driver.changes(made, { repository, environment: "prod", tagPattern: "v*" })).toEqual({
      tagPattern: "add-replace",
      branchPattern: "delete-replace",
    });
  });
});

describe("a file", () => {
  const workflow = { repository, file: ".github/workflows/ci.yml", content: "on: push\n" };

  it("is committed to the default branch, with the blob's real hash", async () => {
    const { driver, context } = await open();
    const made = await driver.create(FILE, workflow);
    expect(made.id).toBe("sophia-infra:.github/workflows/ci.yml:main");
    expect(made.outputs).toMatchObject({
      branch: "main",
      commitMessage: "Add .github/workflows/ci.yml",
      sha: "b83836ed8c80558d4e40ea4ac5d69f4405334799",
    });
    tamper(context, "github.content", `sophia-ai/${made.id}`, {
      content: Buffer.from("on: pull_request\n").toString("base64"),
    });
    expect(await driver.drift(made)).toEqual({ content: "update" });
    const mended = await driver.update((await driver.read(made)) ?? made, workflow);
    expect(mended.outputs.commitMessage).toBe("Update .github/workflows/ci.yml");
    expect(await driver.drift(mended)).toEqual({});
  });

  it("is not overwritten unless asked to", async () => {
    const { driver } = await open();
    await driver.create(FILE, workflow);
    await expect(driver.create(FILE, workflow)).rejects.toThrow("refusing to overwrite existing file");
    await driver.create(FILE, { ...workflow, overwriteOnCreate: true });
  });

  it("needs its branch, unless that is to be made", async () => {
    const { driver } = await open();
    await expect(driver.create(FILE, { ...workflow, branch: "next" })).rejects.toThrow("git/ref/heads/next: 404");
    await driver.create(FILE, { ...workflow, branch: "next", autocreateBranch: true });
    await driver.create(FILE, { ...workflow, branch: "next", file: "README.md" });
  });
});

describe("a ruleset", () => {
  const ruleset = {
    repository,
    name: "main",
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    rules: { deletion: true, requiredStatusChecks: { requiredChecks: [{ context: "test" }, { context: "lint" }] } },
  };

  it("has a number for an id, one ruleset for a name, and its nested changes by path", async () => {
    const { driver, context } = await open();
    const made = await driver.create(RULESET, ruleset);
    expect(Number(made.id)).toBe(made.outputs.rulesetId);
    await expect(driver.create(RULESET, ruleset)).rejects.toThrow("Name must be unique");
    const reordered = {
      deletion: true,
      requiredStatusChecks: { requiredChecks: [{ context: "lint" }, { context: "test" }] },
    };
    expect(await driver.changes(made, { ...ruleset, rules: reordered })).toEqual({});
    tamper(context, "github.repositoryRuleset", `sophia-ai/${made.id}`, {
      enforcement: "disabled",
      rules: { deletion: false },
    });
    expect(await driver.drift(made)).toEqual({
      enforcement: "update",
      "rules.deletion": "update",
      "rules.requiredStatusChecks": "add",
    });
  });

  it("names its mistakes deep inside", async () => {
    const { driver } = await open();
    const mistakes = await driver.mistakes(RULESET, {
      ...ruleset,
      conditions: { refName: { includes: ["main"], excludes: [] } },
      rules: { pullRequest: { requiredApprovingReviewCount: 11, requireLastPushAproval: true } },
      bypassActors: [{ actorType: "Bot", bypassMode: "always" }],
    });
    expect(mistakes).toEqual([
      'bypassActors[0].actorType: must be one of Integration, OrganizationAdmin, RepositoryRole, Team, DeployKey, not "Bot"',
      'conditions.refName.includes[0]: must be ~ALL, ~DEFAULT_BRANCH or begin with refs/heads/ or refs/tags/, not "main"',
      'rules.pullRequest.requireLastPushAproval: is not an input; did you mean "requireLastPushApproval"?',
      "rules.pullRequest.requiredApprovingReviewCount: must be at most 10, not 11",
    ]);
    expect(await driver.mistakes(RULESET, { ...ruleset, conditions: undefined })).toEqual([
      "conditions.refName: is required for the target branch",
    ]);
  });
});

describe("settings of a repository", () => {
  it("are taken over as they are, and their parts have to fit", async () => {
    const { driver } = await open();
    const inputs = { repository, allowedActions: "selected", allowedActionsConfig: { githubOwnedAllowed: true } };
    await driver.create(PERMISSIONS, inputs);
    expect((await driver.create(PERMISSIONS, inputs)).id).toBe(repository);
    expect(await driver.mistakes(PERMISSIONS, { ...inputs, allowedActions: "all", enabled: false })).toEqual([
      'allowedActionsConfig: is for allowedActions "selected" only, not "all"',
      "allowedActions: can't be set while actions are not enabled",
    ]);
    expect(await driver.mistakes(OIDC, { repository, useDefault: true, includeClaimKeys: ["repo"] })).toEqual([
      "includeClaimKeys: can't be set when useDefault is true",
    ]);
  });

  it("mend a vulnerable package only where alerts tell of it", async () => {
    const { driver } = await open();
    const updates = { repository, enabled: true };
    await expect(driver.create(SECURITY_UPDATES, updates)).rejects.toThrow("422 Vulnerability alerts must be enabled");
    await driver.create(SECURITY_UPDATES, { ...updates, enabled: false });
    await driver.create(ALERTS, { repository });
    await expect(driver.create(SECURITY_UPDATES, updates)).resolves.toBeDefined();
  });

  it("let a workflow's token read or write, and show when somebody changes it", async () => {
    const { driver, context } = await open();
    const wrong = { repository, defaultWorkflowPermissions: "admin" };
    expect(await driver.mistakes(WORKFLOW_TOKEN, wrong)).toEqual([
      'defaultWorkflowPermissions: must be one of read, write, not "admin"',
    ]);
    const made = await driver.create(WORKFLOW_TOKEN, { ...wrong, defaultWorkflowPermissions: "read" });
    tamper(context, "github.workflowRepositoryPermissions", "sophia-ai/sophia-infra", {
      default_workflow_permissions: "write",
    });
    expect(await driver.drift(made)).toEqual({ defaultWorkflowPermissions: "update" });
  });

  it("protect a branch pattern once, by the repository's name or node", async () => {
    const { driver, context } = await open();
    const node = context.world
      .collection<{ node_id: string }>("github.repository")
      .get("sophia-ai/sophia-infra")?.node_id;
    await driver.create(PROTECTION, { repositoryId: node, pattern: "main", enforceAdmins: true });
    await expect(driver.create(PROTECTION, { repositoryId: node, pattern: "main" })).rejects.toThrow(
      "Name already protected: main",
    );
    await expect(driver.create(PROTECTION, { repositoryId: "R_x", pattern: "main" })).rejects.toThrow(
      "Could not resolve",
    );
  });
});

describe("a repository", () => {
  it("takes with it all that is in it, unless it is archived instead", async () => {
    const { driver, context } = await open();
    const made = await driver.create(REPOSITORY, { name: "app", autoInit: true, archiveOnDestroy: true });
    await driver.create(ENVIRONMENT, { repository: "app", environment: "prod" });
    await driver.delete(made);
    expect(context.world.collection("github.repository").get("sophia-ai/app")).toMatchObject({ archived: true });
    await driver.delete({ ...made, inputs: { ...made.inputs, archiveOnDestroy: false } });
    expect(context.world.counts()).toEqual({ "github.repository": 1, "github.branch": 1 });
  });

  it("refuses what this stand-in does not have, and says what to do", async () => {
    const { driver } = await open();
    expect(await driver.mistakes(REPOSITORY, { name: "app", template: { owner: "o", repository: "r" } })).toEqual([
      "template: is known to the vendor, but not to this stand-in: make it without a template",
    ]);
  });
});
