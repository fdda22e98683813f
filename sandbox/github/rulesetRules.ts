import { type Fields, flag, integer, list, object, set, text } from "../table/field";

/** The rules of a ruleset. */

const required = { required: true } as const;
const flags = (...names: string[]): Fields => Object.fromEntries(names.map((name) => [name, flag()]));
const texts = (name: string) => object({ [name]: set(text(), required) });

const pattern = object({
  name: text(),
  negate: flag(),
  operator: text({ ...required, oneOf: ["starts_with", "ends_with", "contains", "regex"] }),
  pattern: text(required),
});

const pullRequest = object({
  ...flags(
    "dismissStaleReviewsOnPush",
    "requireCodeOwnerReview",
    "requireLastPushApproval",
    "requiredReviewThreadResolution",
  ),
  allowedMergeMethods: set(text({ oneOf: ["merge", "squash", "rebase"] }), { min: 1 }),
  requiredApprovingReviewCount: integer({ min: 0, max: 10 }),
  requiredReviewers: list(
    object({
      filePatterns: list(text(), required),
      minimumApprovals: integer({ ...required, min: 0 }),
      reviewer: object({ id: integer(required), type: text({ ...required, oneOf: ["Team"] }) }, required),
    }),
  ),
});

const ruleFields: Fields = {
  ...flags("creation", "deletion", "nonFastForward", "requiredLinearHistory", "requiredSignatures", "update"),
  branchNamePattern: pattern,
  commitAuthorEmailPattern: pattern,
  commitMessagePattern: pattern,
  committerEmailPattern: pattern,
  copilotCodeReview: object(flags("reviewDraftPullRequests", "reviewOnPush")),
  fileExtensionRestriction: texts("restrictedFileExtensions"),
  filePathRestriction: texts("restrictedFilePaths"),
  maxFilePathLength: object({ maxFilePathLength: integer({ ...required, min: 1, max: 32_767 }) }),
  maxFileSize: object({ maxFileSize: integer({ ...required, min: 1, max: 100 }) }),
  pullRequest,
  requiredCodeScanning: object({
    requiredCodeScanningTools: set(
      object({
        alertsThreshold: text({ ...required, oneOf: ["none", "errors", "errors_and_warnings", "all"] }),
        securityAlertsThreshold: text({
          ...required,
          oneOf: ["none", "critical", "high_or_higher", "medium_or_higher", "all"],
        }),
        tool: text(required),
      }),
      { ...required, min: 1 },
    ),
  }),
  requiredStatusChecks: object({
    doNotEnforceOnCreate: flag(),
    requiredChecks: set(object({ context: text(required), integrationId: integer() }), { ...required, min: 1 }),
    strictRequiredStatusChecksPolicy: flag(),
  }),
  tagNamePattern: pattern,
};

/** Of a repository's ruleset. */
export const repositoryRuleFields: Fields = {
  ...ruleFields,
  mergeQueue: object({
    checkResponseTimeoutMinutes: integer({ min: 0, max: 360, default: 60 }),
    groupingStrategy: text({ oneOf: ["ALLGREEN", "HEADGREEN"], default: "ALLGREEN" }),
    maxEntriesToBuild: integer({ min: 0, max: 100, default: 5 }),
    maxEntriesToMerge: integer({ min: 0, max: 100, default: 5 }),
    mergeMethod: text({ oneOf: ["MERGE", "SQUASH", "REBASE"], default: "MERGE" }),
    minEntriesToMerge: integer({ min: 0, max: 100, default: 1 }),
    minEntriesToMergeWaitMinutes: integer({ min: 0, max: 360, default: 5 }),
  }),
  requiredDeployments: texts("requiredDeploymentEnvironments"),
  updateAllowsFetchAndMerge: flag(),
};

/** Of an organisation's ruleset. */
export const organizationRuleFields: Fields = {
  ...ruleFields,
  requiredWorkflows: object({
    doNotEnforceOnCreate: flag(),
    requiredWorkflows: set(
      object({ path: text(required), ref: text({ default: "master" }), repositoryId: integer(required) }),
      {
        ...required,
        min: 1,
      },
    ),
  }),
};
