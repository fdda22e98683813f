import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fill } from "../template";

/** Of the workflow in the repository, for one stack; stacks share the repository. */
export const workflowPath = (stack: string): string => `.github/workflows/mcp-servers-${stack}.yml`;

/**
 * The workflow that builds the application's MCP servers and pushes them; where to, it reads from the environment's
 * variables. `tokenSecret`: the environment's secret that the registry takes.
 */
export function publishWorkflow(stack: string, tokenSecret: string): string {
  const template = readFileSync(join(__dirname, "publish-workflow.yml.tpl"), "utf8");
  return fill(template, { stack, tokenSecret });
}
