import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../config/settings";
import { fill } from "../template";

/** Of the workflow in the repository, for one stack; stacks share the repository. */
export const workflowPath = (stack: string): string => `.github/workflows/mcp-servers-${stack}.yml`;

/** The workflow that builds the application's MCP servers and pushes them. `tokenSecret`: the environment's secret. */
export function publishWorkflow(stack: string, registry: Settings["mcp"]["registry"], tokenSecret: string): string {
  const template = readFileSync(join(__dirname, "publish-workflow.yml.tpl"), "utf8");
  const { server, repository, user } = registry;
  return fill(template, { stack, registry: server, repository, registryUser: user, tokenSecret });
}
