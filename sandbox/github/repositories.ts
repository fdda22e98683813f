import { type Fields, flag, object, set, text } from "../table/field";
import type { Kind, Moment, Row, Shown, Stored } from "../table/row";
import { conflictsWith } from "../table/rules";
import { asText } from "../table/value";
import { answer, inRepository, joinId, newNumber, orgPath, timestamps } from "./rest";

const status = object({ status: text({ required: true, oneOf: ["enabled", "disabled"] }) });
const off = flag({ default: false });
const on = flag({ default: true });
const unset = flag({ vendorDefault: false });

const mergeFields: Fields = {
  allowAutoMerge: off,
  allowMergeCommit: on,
  allowRebaseMerge: on,
  allowSquashMerge: on,
  allowUpdateBranch: off,
  deleteBranchOnMerge: off,
  mergeCommitMessage: text({ default: "PR_TITLE", oneOf: ["PR_BODY", "PR_TITLE", "BLANK"] }),
  mergeCommitTitle: text({ default: "MERGE_MESSAGE", oneOf: ["PR_TITLE", "MERGE_MESSAGE"] }),
  squashMergeCommitMessage: text({ default: "COMMIT_MESSAGES", oneOf: ["PR_BODY", "COMMIT_MESSAGES", "BLANK"] }),
  squashMergeCommitTitle: text({ default: "COMMIT_OR_PR_TITLE", oneOf: ["PR_TITLE", "COMMIT_OR_PR_TITLE"] }),
};

const urls = {
  fullName: ({ object: { full_name } }: Shown) => String(full_name),
  gitCloneUrl: (shown: Shown) => `git://github.com/${fullName(shown)}.git`,
  htmlUrl: (shown: Shown) => `https://github.com/${fullName(shown)}`,
  httpCloneUrl: (shown: Shown) => `https://github.com/${fullName(shown)}.git`,
  sshCloneUrl: (shown: Shown) => `git@github.com:${fullName(shown)}.git`,
  svnUrl: (shown: Shown) => `https://github.com/${fullName(shown)}`,
};

export const repository: Row = {
  collection: "github.repository",
  fields: {
    ...mergeFields,
    allowForking: flag({ computed: true }),
    archiveOnDestroy: flag({ pluginOnly: true }),
    archived: off,
    autoInit: flag({ pluginOnly: true, createOnly: true }),
    defaultBranch: text({ computed: true }),
    description: text(),
    etag: text({ pluginOnly: true }),
    fork: text({ notImitated: "fork it on GitHub" }),
    gitignoreTemplate: text({ pluginOnly: true, createOnly: true }),
    hasDiscussions: unset,
    hasDownloads: unset,
    hasIssues: unset,
    hasProjects: unset,
    hasWiki: unset,
    homepageUrl: text({ as: "homepage" }),
    ignoreVulnerabilityAlertsDuringRead: flag({ pluginOnly: true }),
    isTemplate: unset,
    licenseTemplate: text({ pluginOnly: true, createOnly: true }),
    name: text({ autoname: true, valid: validName }),
    pages: object({}, { notImitated: "there are no pages here" }),
    private: flag({ computed: true }),
    securityAndAnalysis: object(
      {
        advancedSecurity: status,
        codeSecurity: status,
        secretScanning: status,
        secretScanningAiDetection: status,
        secretScanningNonProviderPatterns: status,
        secretScanningPushProtection: status,
      },
      { computed: true },
    ),
    sourceOwner: text({ notImitated: "fork it on GitHub" }),
    sourceRepo: text({ notImitated: "fork it on GitHub" }),
    template: object({}, { notImitated: "make it without a template" }),
    topics: set(text({ valid: validTopic }), { max: 20 }),
    visibility: text({ computed: true, oneOf: ["public", "private", "internal"] }),
    vulnerabilityAlerts: unset,
    webCommitSignoffRequired: off,
  },
  rules: [conflictsWith("private", "visibility")],
  identity: { id: (inputs) => asText(inputs.name) ?? "", renamed: true },
  taken: (at) =>
    answer(
      "POST",
      orgPath(at, "repos"),
      "422 Repository creation failed.",
      "{Resource:Repository Field:name Code:custom Message:name already exists on this account}",
    ),
  gone: (at) => answer("PATCH", `repos/${at.connection.scope}${at.id}`, "404 Not Found"),
  facts: (at) => repositoryFacts(at, asText(at.inputs.name) ?? ""),
  brings: (at) => (at.inputs.autoInit === true ? [branch(at.id, "main")] : []),
  leaves: (stored, inputs) => (inputs.archiveOnDestroy === true ? { ...stored, archived: true } : undefined),
  outputs: {
    ...urls,
    nodeId: ({ object: { node_id } }) => String(node_id),
    repoId: ({ object: { id } }) => Number(id),
  },
  changing: Object.fromEntries(Object.keys(urls).map((name) => [name, ["name"]])),
};

/** A branch of a repository: only that it is there. */
export const branches: Kind = { collection: "github.branch", parents: inRepository };

/** A repository that is there before Pulumi comes, with one branch. */
export function seededRepository(owner: string, name: string, now: number): { repository: Stored; branch: Stored } {
  const at = { connection: { scope: `${owner}/` }, now, inputs: { visibility: "private" } };
  return { repository: { name, ...repositoryFacts(at, name) }, branch: branch(name, "main").object };
}

type Facts = Pick<Moment, "now" | "inputs" | "before"> & { readonly connection: { readonly scope: string } };

function repositoryFacts({ before, now, inputs, connection }: Facts, name: string): Stored {
  const id = before?.id ?? newNumber();
  const visibility =
    asText(inputs.visibility) ?? before?.visibility ?? (inputs.private === true ? "private" : "public");
  return {
    id,
    node_id: before?.node_id ?? `R_${Buffer.from(`repository:${id}`).toString("base64url")}`,
    full_name: `${connection.scope}${name}`,
    default_branch: asText(inputs.defaultBranch) ?? before?.default_branch ?? "main",
    visibility,
    private: visibility !== "public",
    ...timestamps({ before, now }),
  };
}

function branch(repositoryName: string, name: string) {
  return {
    collection: branches.collection,
    id: joinId(repositoryName, name),
    object: { repository: repositoryName, name },
  };
}

function fullName({ object: { full_name } }: Shown): string {
  return String(full_name);
}

function validName(value: string): string | undefined {
  return /^[-a-zA-Z0-9_.]{1,100}$/.test(value)
    ? undefined
    : "may have 100 letters, digits, dashes, underscores and dots";
}

function validTopic(value: string): string | undefined {
  return /^[a-z0-9][a-z0-9-]{0,49}$/.test(value) ? undefined : "may have 50 lower-case letters, digits and dashes";
}
