import type { Mistake, Props } from "../plugin/types";
import { type Field, type Fields, flag, integer, list, object, set, text } from "../table/field";
import type { Moment, Row, Stored } from "../table/row";
import { exactlyOneOf } from "../table/rules";
import { asText, isPresent } from "../table/value";
import { answer, inRepository, needsRepository, newNumber, orgPath, repoPath, timestamps } from "./rest";
import { organizationRuleFields, repositoryRuleFields } from "./rulesetRules";

const required = { required: true } as const;

const names = (of: Field, others: Fields = {}): Fields => ({
  ...others,
  excludes: list(of, { ...required, as: "exclude" }),
  includes: list(of, { ...required, as: "include" }),
});
const refName = object(names(text({ valid: validRef })));
const properties = list(object({ name: text(required), propertyValues: list(text(), required), source: text() }));

const commonFields: Fields = {
  bypassActors: list(
    object({
      actorId: integer(),
      actorType: text({
        ...required,
        oneOf: ["Integration", "OrganizationAdmin", "RepositoryRole", "Team", "DeployKey"],
      }),
      bypassMode: text({ ...required, oneOf: ["always", "pull_request", "exempt"] }),
    }),
  ),
  enforcement: text({ ...required, oneOf: ["disabled", "active", "evaluate"] }),
  name: text({ autoname: true, min: 1, max: 100 }),
  target: text({ ...required, oneOf: ["branch", "tag", "push"] }),
};

const outputs: Row["outputs"] = {
  nodeId: ({ object: { node_id } }) => String(node_id),
  rulesetId: ({ object: { id } }) => Number(id),
};

/** The name is GitHub's key: there is one ruleset of a name. */
export const repositoryRuleset: Row = {
  collection: "github.repositoryRuleset",
  fields: {
    ...commonFields,
    conditions: object({ refName: { ...refName, required: true } }),
    repository: text({ ...required, forcesReplacement: true }),
    rules: object(repositoryRuleFields, required),
  },
  rules: [refsNamed],
  identity: { newId: () => String(newNumber()), by: ["repository", "name"] },
  taken: (at) => answer("POST", repoPath(at, at.inputs, "rulesets"), "422 Validation Failed", "Name must be unique"),
  gone: (at) => answer("PUT", repoPath(at, at.inputs, "rulesets", at.id), "404 Not Found"),
  needs: needsRepository,
  parents: inRepository,
  facts: numbered,
  outputs,
};

export const organizationRuleset: Row = {
  collection: "github.organizationRuleset",
  fields: {
    ...commonFields,
    conditions: object(
      {
        refName,
        repositoryIds: set(integer()),
        repositoryName: object(names(text(), { protected: flag({ default: false }) })),
        repositoryProperty: object({
          excludes: { ...properties, as: "exclude" },
          includes: { ...properties, as: "include" },
        }),
      },
      { rules: [exactlyOneOf("repositoryName", "repositoryIds", "repositoryProperty")] },
    ),
    rules: object(organizationRuleFields, required),
  },
  rules: [refsNamed],
  identity: { newId: () => String(newNumber()), by: ["name"] },
  taken: (at) => answer("POST", orgPath(at, "rulesets"), "422 Validation Failed", "Name must be unique"),
  gone: (at) => answer("PUT", orgPath(at, "rulesets", at.id), "404 Not Found"),
  facts: numbered,
  outputs,
};

function numbered(at: Moment): Stored {
  const node = Buffer.from(`ruleset:${at.id}`).toString("base64url");
  return { id: Number(at.id), node_id: `RRS_${node}`, ...timestamps(at) };
}

/** Rules for branches and tags say which; rules for pushes can't. */
function refsNamed(inputs: Props): Mistake[] {
  const target = asText(inputs.target);
  if (target === undefined) return [];
  const conditions = inputs.conditions;
  const named = typeof conditions === "object" && isPresent((conditions as Props).refName);
  if (target === "push")
    return named ? [{ property: "conditions.refName", reason: "can't be set for the target push" }] : [];
  return named || typeof conditions === "symbol"
    ? []
    : [{ property: "conditions.refName", reason: `is required for the target ${target}` }];
}

function validRef(value: string): string | undefined {
  if (value === "~ALL" || value === "~DEFAULT_BRANCH" || /^refs\/(heads|tags)\/./.test(value)) return undefined;
  return `must be ~ALL, ~DEFAULT_BRANCH or begin with refs/heads/ or refs/tags/, not ${JSON.stringify(value)}`;
}
