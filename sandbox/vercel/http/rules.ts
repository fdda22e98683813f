import type { Stored } from "../../table/row";
import { Refusal } from "./refusal";

/** Errors: what Vercel refuses of a variable beside `others` of its project. */
export function checkVariable(variable: Stored, others: readonly Stored[]): void {
  const targets = textsOf(variable.target);
  if (targets.length + textsOf(variable.customEnvironmentIds).length === 0) {
    throw new Refusal(400, "bad_request", "Invalid request: a `target` or `customEnvironmentIds` is required");
  }
  if (variable.type === "sensitive" && targets.includes("development")) {
    throw new Refusal(400, "bad_request", "You cannot set a Sensitive Environment Variable's target to development");
  }
  if (!others.some((other) => clashes(variable, other))) return;
  const where = `the target ${targets.join(",")} on branch ${variable.gitBranch}`;
  throw new Refusal(400, "ENV_CONFLICT", `A variable with the name \`${variable.key}\` already exists for ${where}`);
}

/** Vercel's rule: one value for a key on each target and branch. */
export function clashes(one: Stored, other: Stored): boolean {
  const overlap = (name: string) => textsOf(one[name]).some((target) => textsOf(other[name]).includes(target));
  const isSame = one.key === other.key && one.gitBranch === other.gitBranch;
  return isSame && (overlap("target") || overlap("customEnvironmentIds"));
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
