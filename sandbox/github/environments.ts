import type { ChangeKind, Existing, Mistake, Props } from "../plugin/types";
import { flag, integer, list, object, set, text } from "../table/field";
import type { Moment, Need, Row, View } from "../table/row";
import { exactlyOneOf } from "../table/rules";
import { asList, asProps, asText, isPresent } from "../table/value";
import type { Json } from "../world/world";
import { answer, inRepository, joinId, needsRepository, newNumber, repoPath, repositoryId, timestamps } from "./rest";

const MOST_REVIEWERS = 6;
const LONGEST_WAIT_MINUTES = 43_200;

/** GitHub makes and changes an environment with the same PUT, so one that exists is taken over. */
export const repositoryEnvironment: Row = {
  collection: "github.environment",
  fields: {
    canAdminsBypass: flag({ default: true }),
    deploymentBranchPolicy: object(
      { customBranchPolicies: flag({ required: true }), protectedBranches: flag({ required: true }) },
      { rules: [eitherPolicy] },
    ),
    environment: text({ required: true, forcesReplacement: true, min: 1, max: 255, as: "name" }),
    preventSelfReview: flag({ default: false }),
    repository: text({ required: true, forcesReplacement: true }),
    reviewers: list(object({ teams: set(integer()), users: set(integer()) }, { rules: [notTooMany] }), {
      max: 1,
      codec: { toVendor: reviewersToVendor, fromVendor: reviewersFromVendor },
    }),
    waitTimer: integer({ min: 0, max: LONGEST_WAIT_MINUTES, vendorDefault: 0 }),
  },
  identity: { id: (inputs) => joinId(inputs.repository, inputs.environment) },
  taken: () => undefined,
  gone: () => undefined,
  needs: needsRepository,
  parents: inRepository,
  facts: (at) => ({ id: at.before?.id ?? newNumber(), ...timestamps(at) }),
  outputs: { repositoryId },
};

export const repositoryEnvironmentDeploymentPolicy: Row = {
  collection: "github.deploymentBranchPolicy",
  fields: {
    branchPattern: text({ min: 1 }),
    environment: text({ required: true, forcesReplacement: true }),
    repository: text({ required: true, forcesReplacement: true }),
    tagPattern: text({ min: 1 }),
  },
  rules: [exactlyOneOf("branchPattern", "tagPattern")],
  identity: {
    newId: (inputs) => `${joinId(inputs.repository, inputs.environment)}:${newNumber()}`,
    by: ["repository", "environment", "branchPattern", "tagPattern"],
  },
  taken: (at) => answer("POST", policiesPath(at), "303 See Other"),
  gone: (at) => answer("PUT", policiesPath(at), "404 Not Found"),
  needs: needsEnvironment,
  refuses: withoutCustomPolicies,
  parents: (stored) => [
    { collection: "github.environment", id: joinId(String(stored.repository), String(stored.environment)) },
  ],
  facts: ({ id }) => ({ id: Number(id.split(":").at(-1)) }),
  outputs: { policyId: ({ object: { id } }) => Number(id), repositoryId },
  alsoChanged: otherKind,
};

/** For what is in an environment: the repository, and the environment itself. */
export function needsEnvironment(inputs: Props, view: View): Need[] {
  const path = repoPath(view, inputs, "environments", asText(inputs.environment) ?? "");
  const id = joinId(inputs.repository, inputs.environment);
  return [
    ...needsRepository(inputs, view),
    { collection: "github.environment", id, refusal: answer("GET", path, "404 Not Found") },
  ];
}

function eitherPolicy(inputs: Props): Mistake[] {
  const { customBranchPolicies, protectedBranches } = inputs;
  if (typeof customBranchPolicies !== "boolean" || customBranchPolicies !== protectedBranches) return [];
  return [{ property: "customBranchPolicies", reason: "can't have the same value as protectedBranches" }];
}

function notTooMany(inputs: Props): Mistake[] {
  const count = asList(inputs.teams).length + asList(inputs.users).length;
  if (count <= MOST_REVIEWERS) return [];
  return [
    { property: "users", reason: `may be ${MOST_REVIEWERS} reviewers at most together with teams, not ${count}` },
  ];
}

function withoutCustomPolicies(at: Moment): string | undefined {
  const environment = at.find("github.environment", joinId(at.inputs.repository, at.inputs.environment));
  const policy = asProps(environment?.deployment_branch_policy as Props | undefined);
  return policy.custom_branch_policies === true ? undefined : answer("POST", policiesPath(at), "404 Not Found");
}

/** A policy can't change from branches to tags. */
function otherKind(olds: Existing, news: Props): Record<string, ChangeKind> {
  if (isPresent(olds.inputs.tagPattern) === isPresent(news.tagPattern)) return {};
  return isPresent(news.tagPattern)
    ? { tagPattern: "add-replace", branchPattern: "delete-replace" }
    : { branchPattern: "add-replace", tagPattern: "delete-replace" };
}

function policiesPath(at: Moment): string {
  return repoPath(at, at.inputs, "environments", asText(at.inputs.environment) ?? "", "deployment-branch-policies");
}

function reviewersToVendor(value: Json): Json {
  const [given] = value as { teams?: number[]; users?: number[] }[];
  const teams = (given?.teams ?? []).map((id) => ({ type: "Team", id }));
  return [...teams, ...(given?.users ?? []).map((id) => ({ type: "User", id }))];
}

function reviewersFromVendor(stored: Json): Json {
  const reviewers = stored as { type: string; id: number }[];
  const ids = (type: string) => reviewers.filter((reviewer) => reviewer.type === type).map(({ id }) => id);
  const [teams, users] = [ids("Team"), ids("User")];
  if (reviewers.length === 0) return null;
  return [{ ...(teams.length > 0 && { teams }), ...(users.length > 0 && { users }) }];
}
