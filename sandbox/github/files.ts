import { createHash } from "node:crypto";
import type { Props } from "../plugin/types";
import { flag, text } from "../table/field";
import type { Moment, Row, Stored } from "../table/row";
import { requiredWith } from "../table/rules";
import { asText } from "../table/value";
import { answer, inRepository, joinId, needsRepository, repoPath, repositoryId } from "./rest";

/** A file of a repository, as its contents API has it; the history behind it is not kept. */
export const repositoryFile: Row = {
  collection: "github.content",
  fields: {
    autocreateBranch: flag({ default: false, pluginOnly: true, createOnly: true }),
    autocreateBranchSourceBranch: text({ default: "main", pluginOnly: true, createOnly: true }),
    autocreateBranchSourceSha: text({ pluginOnly: true, createOnly: true }),
    branch: text({ computed: true, forcesReplacement: true }),
    commitAuthor: text({ pluginOnly: true }),
    commitEmail: text({ pluginOnly: true }),
    commitMessage: text({ computed: true }),
    content: text({
      required: true,
      codec: { toVendor: (value) => base64(String(value)), fromVendor: (value) => fromBase64(String(value)) },
    }),
    file: text({ required: true, forcesReplacement: true, valid: validPath, as: "path" }),
    overwriteOnCreate: flag({ default: false, pluginOnly: true }),
    repository: text({ required: true, forcesReplacement: true }),
  },
  rules: [requiredWith("commitAuthor", "commitEmail"), requiredWith("commitEmail", "commitAuthor")],
  identity: { id: (inputs, view) => joinId(inputs.repository, inputs.file, branchOf(inputs, view)) },
  taken: ({ inputs }) =>
    inputs.overwriteOnCreate === true
      ? undefined
      : "refusing to overwrite existing file: configure `overwrite_on_create` to `true` to override",
  gone: (at) => answer("PUT", repoPath(at, at.inputs, "contents", asText(at.inputs.file) ?? ""), "404 Not Found"),
  needs: needsRepository,
  refuses: withoutBranch,
  parents: inRepository,
  facts: commit,
  brings: (at) => {
    const branch = branchOf(at.inputs, at);
    const id = joinId(at.inputs.repository, branch);
    const isThere = at.find("github.branch", id) !== undefined;
    return isThere
      ? []
      : [{ collection: "github.branch", id, object: { repository: asText(at.inputs.repository), name: branch } }];
  },
  outputs: {
    commitSha: ({ object }) => String(object.commit_sha),
    ref: ({ object }) => String(object.branch),
    repositoryId,
    sha: ({ object }) => String(object.sha),
  },
  changing: { commitSha: "any update", sha: ["content"] },
};

function branchOf(inputs: Props, view: Pick<Moment, "find">): string {
  const repository = view.find("github.repository", asText(inputs.repository) ?? "");
  return asText(inputs.branch) ?? String(repository?.default_branch ?? "main");
}

/** Without a branch in the inputs GitHub commits to the default one, and begins it in an empty repository. */
function withoutBranch(at: Moment): string | undefined {
  const branch = asText(at.inputs.branch);
  if (branch === undefined || at.inputs.autocreateBranch === true) return undefined;
  if (at.find("github.branch", joinId(at.inputs.repository, branch)) !== undefined) return undefined;
  return answer("GET", repoPath(at, at.inputs, "git/ref/heads", branch), "404 Not Found");
}

function commit(at: Moment): Stored {
  const { inputs, before, now } = at;
  const path = asText(inputs.file) ?? "";
  const content = asText(inputs.content) ?? "";
  const blob = createHash("sha1")
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest("hex");
  const sha = createHash("sha1").update([blob, path, now, before?.commit_sha].join("\0")).digest("hex");
  const message = asText(inputs.commitMessage) ?? `${before === undefined ? "Add" : "Update"} ${path}`;
  return { branch: branchOf(inputs, at), encoding: "base64", sha: blob, commit_sha: sha, commit_message: message };
}

function validPath(value: string): string | undefined {
  const wrong = value === "" || value.startsWith("/") || value.split("/").includes("..");
  return wrong ? "must be a path inside the repository, without a leading slash" : undefined;
}

const base64 = (value: string) => Buffer.from(value, "utf8").toString("base64");
const fromBase64 = (value: string) => Buffer.from(value, "base64").toString("utf8");
