import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { escEnvironments } from "../../credentials/environments";
import { UserError } from "../userError";
import type { StackName } from "./folder";

const entrySchema = z.object({ value: z.json(), secret: z.boolean() });
const answerSchema = z.object({
  pulumiConfig: z.record(z.string(), entrySchema),
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      summary: z.string(),
      detail: z.string().optional(),
      environment: z.string().optional(),
      line: z.number().optional(),
      column: z.number().optional(),
    }),
  ),
});
export type PulumiConfig = z.infer<typeof answerSchema>["pulumiConfig"];
type Diagnostic = z.infer<typeof answerSchema>["diagnostics"][number];

/**
 * Evaluates the stack's ESC environment with Pulumi's own evaluator. `vault`: the values that only Pulumi Cloud can open,
 * by id of the catalogue. `rotated`: the rotated environment's text as a store holds it, by default made of them, too. Errors:
 * every mistake in the files of `esc/`, with line and column.
 */
export async function evaluateEnvironment(
  evaluator: string,
  stack: StackName,
  vault: Readonly<Record<string, string>>,
  rotated?: string,
): Promise<PulumiConfig> {
  const request = { ...escEnvironments(stack, vault, rotated), showSecrets: true };
  const answer = answerSchema.parse(JSON.parse(await run(evaluator, JSON.stringify(request))));
  const errors = answer.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    throw new UserError(`the ESC environments of stack ${stack} have mistakes:\n${errors.map(describe).join("\n")}`);
  }
  return answer.pulumiConfig;
}

function describe({ environment = "", line, column, summary, detail }: Diagnostic): string {
  const file = `esc/${environment.slice(environment.indexOf("/") + 1)}.yaml`;
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `  ${place}  ${summary}${detail === undefined ? "" : `: ${detail}`}`;
}

/** Over a pipe: the values are secrets, and arguments can be read by every user of the machine. */
async function run(program: string, input: string): Promise<string> {
  const child = spawn(program, [], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  child.stdin.end(input);
  const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`the ESC evaluator failed (exit code ${code}): ${complaint.trim()}`);
  return output;
}
