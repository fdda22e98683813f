import type { Mistake, Props, Value } from "../plugin/types";
import { type Fields, flag, set, text } from "../table/field";
import type { Moment, Row } from "../table/row";
import { atLeastOneOf } from "../table/rules";
import { asList, asText } from "../table/value";
import { answer, inProject, needsProject, newId, stamped, teamId } from "./rest";

const shared: Fields = {
  comment: text({ computed: true, max: 1000 }),
  customEnvironmentIds: set(text(), { min: 1 }),
  gitBranch: text({ max: 250 }),
  targets: set(text({ oneOf: ["production", "preview", "development"] }), { min: 1, as: "target" }),
};
const key = text({ required: true, valid: validKey });
const sensitive = flag({
  required: true,
  as: "type",
  codec: { toVendor: (on) => (on === true ? "sensitive" : "encrypted"), fromVendor: (type) => type === "sensitive" },
});
const value = text({ max: 65_536, secret: "sealed", hiddenWhen: "sensitive" });

/** One environment variable among others. A sensitive one's value is never given back, and never drifts. */
export const variableFields: Fields = { ...shared, key, sensitive, value: { ...value, required: true } };

export const variableRules = [atLeastOneOf("targets", "customEnvironmentIds"), notSensitiveInDevelopment];

export const projectEnvironmentVariable: Row = {
  collection: "vercel.env",
  fields: {
    ...shared,
    key: { ...key, forcesReplacement: true },
    projectId: text({ required: true, forcesReplacement: true }),
    sensitive: { ...sensitive, forcesReplacement: true },
    teamId: teamId(),
    value,
    valueWo: text({ secret: "hidden", notImitated: "write-only values are not kept anywhere; use value" }),
  },
  rules: [...variableRules, atLeastOneOf("value", "valueWo")],
  identity: { newId: () => newId("", 16), by: ["projectId", "key"], clashes: isSameVariable },
  taken: conflict,
  gone: () => answer("not_found", "The environment variable was not found."),
  needs: needsProject,
  parents: inProject,
  facts: (at) => ({ id: at.id, ...stamped(at) }),
};

/** Vercel's rule: one value for a key on each target and branch. */
function isSameVariable(one: Props, other: Props): boolean {
  const fields = ["projectId", "key", "gitBranch"];
  return (
    fields.every((name) => one[name] === other[name]) &&
    (overlap(one, other, "targets") || overlap(one, other, "customEnvironmentIds"))
  );
}

function overlap(one: Props, other: Props, name: string): boolean {
  const theirs: readonly Value[] = asList(other[name]);
  return asList(one[name]).some((target) => theirs.includes(target));
}

function conflict({ id, inputs }: Moment): string {
  const targets = asList(inputs.targets).join(", ");
  const branch = asText(inputs.gitBranch) ?? "undefined";
  const what = `A variable with the name \`${asText(inputs.key)}\` already exists for the target ${targets} on branch ${branch}`;
  return answer(
    "ENV_CONFLICT",
    `${what}; the conflicting environment variable ID is ${asText(inputs.projectId)}/${id}`,
  );
}

function notSensitiveInDevelopment(inputs: Props): Mistake[] {
  if (inputs.sensitive !== true || !asList(inputs.targets).includes("development")) return [];
  return [{ property: "targets", reason: "a sensitive variable can't have the target development" }];
}

function validKey(value: string): string | undefined {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(value)) return undefined;
  return "may have letters, digits and underscores, and not begin with a digit";
}
