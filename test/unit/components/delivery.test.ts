import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Delivery } from "../../../components/github/delivery";
import { publishWorkflow, workflowPath } from "../../../components/github/publishWorkflow";
import { spendThresholds } from "../../../components/snowflake/dataWarehouse";
import { mcpServers } from "../../../config/mcpServers";
import { type Settings, settingsSchema } from "../../../config/settings";
import { credentialsOf } from "../../../credentials/catalogue";
import type { Credentials } from "../../../credentials/credentials";
import { type MockedProgram, mockProgram } from "../../mocks/mockProgram";
import { mockSecrets, stackConfig } from "../../mocks/mockStack";

const registry = { server: "registry.example", repository: "a/b", user: "robot" };
const repository = { repository: "sophia", owner: "sophia-ai" };
const platform = { project: "p", stack: "prod", owner: "o", costCenter: "c", protect: true };

/** The component as `prod` would have it, with these settings for GitHub. */
function delivery(github: Settings["github"]): Promise<MockedProgram> {
  return mockProgram(async () => {
    const mcp = { registry, replicas: { min: 1, max: 1 } };
    const secrets = Object.entries(mockSecrets).map(([id, value]) => [id, pulumi.secret(value)]);
    new Delivery("github", { platform, github, mcp, credentials: Object.fromEntries(secrets) as Credentials });
    return {};
  });
}

const typesOf = ({ resources }: MockedProgram) => resources.map(({ type }) => type.split(":").at(-1));
const ofType = ({ resources }: MockedProgram, type: string) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));

describe("a stack's environment in the application's repository", () => {
  let program: MockedProgram;
  beforeAll(async () => {
    program = await delivery({ ...repository, reviewers: { teams: [7] } });
  });

  it("lets only main at its secrets, by name: rulesets are no branch protection to GitHub", () => {
    expect(program.resource("github-environment").inputs.deploymentBranchPolicy).toEqual({
      protectedBranches: false,
      customBranchPolicies: true,
    });
    expect(program.resource("github-branches").inputs).toMatchObject({ environment: "prod", branchPattern: "main" });
  });

  it("waits for one of its reviewers, who is another than the one who asks, and admins can't go past", async () => {
    expect(program.resource("github-environment").inputs).toMatchObject({
      reviewers: [{ teams: [7] }],
      preventSelfReview: true,
      canAdminsBypass: false,
    });
    const { inputs } = (await delivery(repository)).resource("github-environment");
    expect(Object.keys(inputs)).not.toContain("reviewers");
  });

  it("has the catalogue's secrets, each of them secret, and nothing else", () => {
    const secrets = ofType(program, "ActionsEnvironmentSecret");
    const names = credentialsOf("github-environment").map(({ environmentVariable }) => environmentVariable);
    expect(secrets.map(({ inputs }) => inputs.secretName).sort()).toEqual([...names].sort());
    for (const { inputs, secrets: paths } of secrets) {
      expect(inputs.value).toBe("[secret]");
      expect(paths).toEqual(["value"]);
    }
  });

  it("tells its workflows in variables where images go", () => {
    const variables = ofType(program, "ActionsEnvironmentVariable").map(({ inputs }) => [
      inputs.variableName,
      inputs.value,
    ]);
    expect(Object.fromEntries(variables)).toEqual({
      SOPHIA_STACK: "prod",
      CONTAINER_REGISTRY: "registry.example",
      CONTAINER_REPOSITORY: "a/b",
      CONTAINER_REGISTRY_USER: "robot",
    });
  });
});

describe("what all stacks share", () => {
  let program: MockedProgram;
  const governs = { statusChecks: ["test", "lint"], allowedActions: ["docker/login-action@*"] };
  beforeAll(async () => {
    program = await delivery({ ...repository, governs });
  });

  it("is declared by a stack that governs, and by no other", async () => {
    const shared = ["RepositoryRuleset", "ActionsRepositoryPermissions", "RepositoryVulnerabilityAlerts"];
    expect(typesOf(program)).toEqual(expect.arrayContaining(shared));
    const types = typesOf(await delivery(repository));
    for (const type of [...shared, "ActionsOrganizationSecret"]) expect(types).not.toContain(type);
  });

  it("is governed by prod alone", () => {
    const github = (stack: "local" | "staging" | "prod") =>
      settingsSchema.unwrap().shape.github.parse(JSON.parse(stackConfig(stack)["sophia-infra:github"] ?? ""));
    expect(github("prod").governs).toBeDefined();
    expect(github("prod").reviewers).toBeDefined();
    for (const stack of ["local", "staging"] as const) expect(github(stack).governs).toBeUndefined();
  });

  it("lets nobody change main but by a reviewed and green pull request, Pulumi's own workflows apart", async () => {
    const { rules, bypassActors } = program.resource("github-rules-main").inputs as Record<string, unknown>;
    expect(rules).toMatchObject({
      deletion: true,
      nonFastForward: true,
      pullRequest: { requiredApprovingReviewCount: 1 },
      requiredStatusChecks: { requiredChecks: [{ context: "test" }, { context: "lint" }] },
    });
    expect(bypassActors).toEqual([{ actorType: "OrganizationAdmin", bypassMode: "always" }]);
    const asApp = await delivery({ ...repository, governs: { ...governs, app: 12 } });
    expect(asApp.resource("github-rules-main").inputs.bypassActors).toEqual([
      { actorType: "Integration", actorId: 12, bypassMode: "always" },
    ]);
  });

  it("runs only actions of GitHub's and the settings', each pinned by commit, with a token that reads", () => {
    expect(program.resource("github-rules-actions").inputs).toMatchObject({
      allowedActions: "selected",
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ["docker/login-action@*"],
      },
      shaPinningRequired: true,
    });
    expect(program.resource("github-rules-workflow-token").inputs).toMatchObject({
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
  });

  it("hands the organisation's secrets to the one repository, each of them secret", () => {
    const secrets = ofType(program, "ActionsOrganizationSecret");
    const ids = credentialsOf("github-organization").map(({ id }) => `github-organization-${id}`);
    expect(secrets.map(({ name }) => name).sort()).toEqual([...ids].sort());
    expect(secrets).not.toHaveLength(0);
    for (const { inputs, secrets: paths } of secrets) {
      expect(inputs).toMatchObject({ visibility: "selected", selectedRepositoryIds: [4711], value: "[secret]" });
      expect(paths).toEqual(["value"]);
    }
  });

  it("has no secret in clear anywhere", () => {
    const text = JSON.stringify(program.resources);
    for (const [id, secret] of Object.entries(mockSecrets))
      expect(text.includes(JSON.stringify(secret).slice(1, -1)), id).toBe(false);
  });
});

describe("the workflow in the application's repository", () => {
  const text = publishWorkflow("prod", "CONTAINER_REGISTRY_TOKEN");
  const { jobs, permissions } = parse(text);

  it("has a file of its own for each stack", () => {
    expect(workflowPath("prod")).toBe(".github/workflows/mcp-servers-prod.yml");
    expect(workflowPath("staging")).not.toBe(workflowPath("prod"));
  });

  it("runs in the stack's environment, for every MCP server, with the least rights", () => {
    expect(permissions).toEqual({});
    expect(jobs.publish).toMatchObject({
      environment: "prod",
      permissions: { contents: "read" },
      strategy: { matrix: { server: Object.keys(mcpServers) } },
    });
  });

  it("uses no secret but those that the environment is given", () => {
    const used = [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
    const given = credentialsOf("github-environment").map(({ environmentVariable }) => environmentVariable);
    expect(new Set(used)).toEqual(new Set(given));
  });

  it("uses no variable but those that the environment is given", async () => {
    const used = new Set([...text.matchAll(/vars\.(\w+)/g)].map(([, name]) => name));
    const variables = ofType(await delivery(repository), "ActionsEnvironmentVariable");
    const given = variables.map(({ inputs }) => inputs.variableName);
    expect(used.size).toBeGreaterThan(0);
    for (const name of used) expect(given).toContain(name);
  });
});

it("spending is told of before it is stopped, and stopped before it is cut off", () => {
  const { notify, suspend, suspendImmediately } = spendThresholds;
  const order = [...notify, suspend, suspendImmediately];
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBe(order.length);
});
