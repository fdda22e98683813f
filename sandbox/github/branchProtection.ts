import type { Props } from "../plugin/types";
import { flag, integer, list, object, set, text } from "../table/field";
import type { Need, Row, View } from "../table/row";
import { asText } from "../table/value";
import { answer, newNumber } from "./rest";

const off = flag({ default: false });

/** Made through GraphQL by the official plugin: `repositoryId` is a node id or a name. */
export const branchProtection: Row = {
  collection: "github.branchProtection",
  fields: {
    allowsDeletions: off,
    allowsForcePushes: off,
    enforceAdmins: off,
    forcePushBypassers: set(text()),
    lockBranch: off,
    pattern: text({ required: true, min: 1 }),
    repositoryId: text({ required: true, forcesReplacement: true }),
    requireConversationResolution: off,
    requireSignedCommits: off,
    requiredLinearHistory: off,
    requiredPullRequestReviews: list(
      object({
        dismissStaleReviews: off,
        dismissalRestrictions: set(text()),
        pullRequestBypassers: set(text()),
        requireCodeOwnerReviews: off,
        requireLastPushApproval: off,
        requiredApprovingReviewCount: integer({ min: 0, max: 6, default: 1 }),
        restrictDismissals: off,
      }),
      { max: 1 },
    ),
    requiredStatusChecks: list(object({ contexts: set(text()), strict: off }), { max: 1 }),
    restrictPushes: list(object({ blocksCreations: flag({ default: true }), pushAllowances: set(text()) }), { max: 1 }),
  },
  identity: {
    newId: () => `BPR_${Buffer.from(`branch-protection:${newNumber()}`).toString("base64url")}`,
    by: ["repositoryId", "pattern"],
  },
  taken: ({ inputs }) => `Name already protected: ${asText(inputs.pattern)}`,
  gone: ({ id }) => `Could not resolve to a node with the global id of '${id}'`,
  needs: needsRepositoryNode,
  parents: (stored) => [{ collection: "github.repository", id: String(stored.repository) }],
  facts: (at) => ({ repository: repositoryNamed(at.inputs, at) }),
};

function needsRepositoryNode(inputs: Props, view: View): Need[] {
  const id = repositoryNamed(inputs, view);
  return [
    {
      collection: "github.repository",
      id,
      refusal: answer("POST", "graphql", `404 Could not resolve to a Repository '${id}'`),
    },
  ];
}

function repositoryNamed(inputs: Props, view: View): string {
  const given = asText(inputs.repositoryId) ?? "";
  const found = view.list("github.repository").find(({ object: stored }) => stored.node_id === given);
  return found?.id ?? given;
}
