import { escEnvironments } from "../../credentials/environments";
import { type Evaluation, type EvaluationDiagnostic, evaluate } from "../../toolchain/evaluator";
import { UserError } from "../userError";
import type { StackName } from "./folder";

export type PulumiConfig = Evaluation["pulumiConfig"];

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
  const answer = await evaluate(evaluator, { ...escEnvironments(stack, vault, rotated), showSecrets: true });
  const errors = answer.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    throw new UserError(`the ESC environments of stack ${stack} have mistakes:\n${errors.map(describe).join("\n")}`);
  }
  return answer.pulumiConfig;
}

function describe({ environment = "", line, column, summary, detail }: EvaluationDiagnostic): string {
  // Vaults and rotated environments are no files.
  const file = environment.replace(/^sophia-infra\/(.+)$/, "esc/$1.yaml");
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `  ${place}  ${summary}${detail === undefined ? "" : `: ${detail}`}`;
}
