import type * as github from "@pulumi/github";

/** How `main` changes: by a pull request that another person has read and every status check has passed. */
export function mainRules(statusChecks: readonly string[]): github.types.input.RepositoryRulesetRules {
  return {
    deletion: true,
    nonFastForward: true,
    pullRequest: {
      requiredApprovingReviewCount: 1,
      dismissStaleReviewsOnPush: true,
      requireLastPushApproval: true,
      requiredReviewThreadResolution: true,
    },
    requiredStatusChecks: {
      requiredChecks: statusChecks.map((context) => ({ context })),
      strictRequiredStatusChecksPolicy: true,
    },
  };
}
