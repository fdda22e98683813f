import { gitHubName, list, section, text, whole } from "./kinds";

const gitHubNumber = whole(1, Number.MAX_SAFE_INTEGER);

/** The application's repository, which the stack gives an environment and a workflow. */
export const github = section({
  owner: gitHubName,
  repository: gitHubName,
  /** Who approves what runs in the stack's environment; one of them is enough. Default: nobody has to. */
  reviewers: section({
    /** Their numbers: `gh api orgs/<owner>/teams/<team> --jq .id`. */
    teams: list(gitHubNumber, "numbers of teams"),
  }).optional(),
  /**
   * What there is once for all stacks: the repository's rules and the organisation's secrets. For one stack only, else
   * each `up` undoes the other's. Default: another stack has them.
   */
  governs: section({
    /** What has to be green before a pull request is merged, by the names of the jobs. */
    statusChecks: list(text(/^\S(.{0,98}\S)?$/, "the name of a job"), "names of jobs"),
    /** Beside GitHub's own, which actions may run. Default: none. */
    allowedActions: list(
      text(/^[A-Za-z0-9_.*-]+\/[A-Za-z0-9_.*/-]+(@\S+)?$/, "an action, e.g. docker/login-action@*"),
      "actions",
    ).optional(),
    /** The GitHub App that Pulumi works as: it writes workflows past the rules. Default: the organisation's admins may. */
    app: gitHubNumber.optional(),
  }).optional(),
});
