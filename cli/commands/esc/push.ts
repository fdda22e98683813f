import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { committedDefinitions } from "../../../ops/esc/check";
import { compare, type Pushed, push, tagName } from "../../../ops/esc/push";
import { PROJECT } from "../../rehearsal/folder";
import { table } from "../../terminal";
import { type Add, jsonOption, say } from "../session";
import { showDifferences } from "./diff";
import { onEnvironments, type Where, whereOptions } from "./where";

interface Options extends Where {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export const addEscPush: Add = (esc) => {
  const command = esc
    .command("push")
    .description(
      "makes ESC's environments what the files in esc/ say, and tags the revisions; without --yes it only shows what it would do",
    )
    .option("--yes", "writes");
  for (const option of [...whereOptions(), jsonOption()]) command.addOption(option);
  command.action(async ({ yes, json, ...where }: Options) => {
    await onEnvironments(where, async (store) => {
      const committed = committedDefinitions();
      const comparison = await compare(store, committed);
      if (json !== true) showDifferences(comparison, committed);
      if (yes !== true) {
        if (json === true)
          process.stdout.write(`${JSON.stringify(comparison.steps.map(({ name, kind }) => ({ name, kind })))}\n`);
        say("nothing was written; to write it: the same command with --yes");
        return;
      }
      const done: Pushed[] = [];
      await push(store, comparison, tagName(await commit()), (pushed) => {
        done.push(pushed);
        if (pushed.kind !== "unchanged") say(`${pushed.name}: revision ${pushed.revision}`);
      });
      process.stdout.write(`${json === true ? JSON.stringify(done) : doneTable(done)}\n`);
    });
  });
};

function doneTable(done: readonly Pushed[]): string {
  const rows = done.map(({ name, kind, revision, tag }) => [name, DONE[kind], String(revision), tag ?? ""]);
  return table(["environment", "what", "revision", "tagged"], rows);
}

const DONE: Readonly<Record<Pushed["kind"], string>> = {
  create: "created",
  "create-empty": "created, empty",
  update: "updated",
  unchanged: "unchanged",
  refused: "refused",
};

/** The commit that the files in esc/ are of; undefined where they are changed, or there is no git. */
async function commit(): Promise<string | undefined> {
  const git = async (...args: string[]) => (await promisify(execFile)("git", args, { cwd: PROJECT })).stdout.trim();
  try {
    return (await git("status", "--porcelain", "--", "esc")) === ""
      ? await git("rev-parse", "--short", "HEAD")
      : undefined;
  } catch {
    // A checkout without git, or a machine without it: revisions are then named by their number.
    return undefined;
  }
}
