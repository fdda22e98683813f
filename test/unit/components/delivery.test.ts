import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { publishWorkflow, workflowPath } from "../../../components/github/publishWorkflow";
import { spendThresholds } from "../../../components/snowflake/dataWarehouse";
import { mcpServers } from "../../../config/mcpServers";
import { credentialsOf } from "../../../credentials/catalogue";

describe("the workflow in the application's repository", () => {
  const registry = { server: "registry.example", repository: "a/b", user: "robot" };
  const text = publishWorkflow("prod", registry, "CONTAINER_REGISTRY_TOKEN");
  const { jobs, permissions } = parse(text);

  it("has a file of its own for each stack", () => {
    expect(workflowPath("prod")).toBe(".github/workflows/mcp-servers-prod.yml");
    expect(workflowPath("staging")).not.toBe(workflowPath("prod"));
  });

  it("runs in the stack's environment, for every MCP server, with the least rights", () => {
    expect(permissions).toEqual({ contents: "read" });
    expect(jobs.publish).toMatchObject({
      environment: "prod",
      strategy: { matrix: { server: Object.keys(mcpServers) } },
    });
  });

  it("pins each action by commit", () => {
    const uses = jobs.publish.steps.flatMap((step: { uses?: string }) => step.uses ?? []);
    expect(uses).not.toHaveLength(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it("uses no secret but those that the environment is given", () => {
    const used = [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);
    const given = credentialsOf("github-environment").map(({ environmentVariable }) => environmentVariable);
    expect(new Set(used)).toEqual(new Set(given));
  });

  it("puts no expression into a script, where it could become code", () => {
    for (const { run = "" } of jobs.publish.steps) expect(run).not.toContain("{{");
  });
});

it("spending is told of before it is stopped, and stopped before it is cut off", () => {
  const { notify, suspend, suspendImmediately } = spendThresholds;
  const order = [...notify, suspend, suspendImmediately];
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(new Set(order).size).toBe(order.length);
});
