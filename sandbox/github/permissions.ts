import type { Mistake, Props } from "../plugin/types";
import { flag, integer, list, object, set, text } from "../table/field";
import type { Row } from "../table/row";
import { asText, isPresent } from "../table/value";
import { inRepository, needsRepository } from "./rest";

const allowedActions = text({ oneOf: ["all", "local_only", "selected"] });
const allowedActionsConfig = object({
  githubOwnedAllowed: flag({ required: true }),
  patternsAlloweds: set(text(), { as: "patterns_allowed" }),
  verifiedAllowed: flag(),
});
const shaPinningRequired = flag({ computed: true });

/** Settings are there always: making one is setting it, deleting one is GitHub's defaults again. */
const setting = { taken: () => undefined, gone: () => undefined } satisfies Partial<Row>;

export const actionsRepositoryPermissions: Row = {
  ...setting,
  collection: "github.actionsRepositoryPermissions",
  fields: {
    allowedActions,
    allowedActionsConfig,
    enabled: flag({ default: true }),
    repository: text({ required: true, forcesReplacement: true, max: 100 }),
    shaPinningRequired,
  },
  rules: [onlyWith("allowedActionsConfig", "allowedActions", "selected"), notWhileDisabled],
  identity: { id: (inputs) => asText(inputs.repository) ?? "" },
  needs: needsRepository,
  parents: inRepository,
  facts: ({ inputs }) => ({ sha_pinning_required: inputs.shaPinningRequired === true }),
};

export const actionsOrganizationPermissions: Row = {
  ...setting,
  collection: "github.actionsOrganizationPermissions",
  fields: {
    allowedActions,
    allowedActionsConfig,
    enabledRepositories: text({ required: true, oneOf: ["all", "none", "selected"] }),
    enabledRepositoriesConfig: object({ repositoryIds: set(integer(), { required: true }) }),
    shaPinningRequired,
  },
  rules: [
    onlyWith("allowedActionsConfig", "allowedActions", "selected"),
    onlyWith("enabledRepositoriesConfig", "enabledRepositories", "selected"),
  ],
  identity: { id: (_inputs, { connection }) => connection.scope.slice(0, -1) },
  facts: ({ inputs }) => ({ sha_pinning_required: inputs.shaPinningRequired === true }),
};

export const workflowRepositoryPermissions: Row = {
  ...setting,
  collection: "github.workflowRepositoryPermissions",
  fields: {
    canApprovePullRequestReviews: flag({ vendorDefault: false }),
    defaultWorkflowPermissions: text({ oneOf: ["read", "write"], vendorDefault: "read" }),
    repository: text({ required: true, forcesReplacement: true, max: 100 }),
  },
  identity: { id: (inputs) => asText(inputs.repository) ?? "" },
  needs: needsRepository,
  parents: inRepository,
};

export const oidcSubjectClaim: Row = {
  ...setting,
  collection: "github.oidcSubjectClaim",
  fields: {
    includeClaimKeys: list(text({ valid: validClaim }), { min: 1 }),
    repository: text({ required: true, forcesReplacement: true, max: 100 }),
    useDefault: flag({ required: true }),
  },
  rules: [claimsUnlessDefault],
  identity: { id: (inputs) => asText(inputs.repository) ?? "" },
  needs: needsRepository,
  parents: inRepository,
};

function onlyWith(name: string, other: string, wanted: string) {
  return (inputs: Props): Mistake[] => {
    const given = asText(inputs[other]);
    const isSymbol = typeof inputs[other] === "symbol";
    if (!isPresent(inputs[name]) || given === wanted || isSymbol) return [];
    return [
      {
        property: name,
        reason: `is for ${other} "${wanted}" only, not ${given === undefined ? "without it" : `"${given}"`}`,
      },
    ];
  };
}

function notWhileDisabled(inputs: Props): Mistake[] {
  if (inputs.enabled !== false || !isPresent(inputs.allowedActions)) return [];
  return [{ property: "allowedActions", reason: "can't be set while actions are not enabled" }];
}

function claimsUnlessDefault(inputs: Props): Mistake[] {
  const has = isPresent(inputs.includeClaimKeys);
  if (inputs.useDefault === true && has)
    return [{ property: "includeClaimKeys", reason: "can't be set when useDefault is true" }];
  return [];
}

function validClaim(value: string): string | undefined {
  return /^[A-Za-z0-9_]+$/.test(value) ? undefined : "may have letters, digits and underscores";
}
