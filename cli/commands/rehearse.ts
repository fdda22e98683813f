import { rmSync } from "node:fs";
import { Argument, Option } from "commander";
import { stopSandbox } from "../../sandbox/client";
import { RehearsalFolder, type StackName } from "../rehearsal/folder";
import { prepare } from "../rehearsal/prepare";
import { withRunLock } from "../rehearsal/runLock";
import { type Performed, perform, steps } from "../rehearsal/steps";
import { duration, paint, table } from "../terminal";
import { UserError } from "../userError";
import { type Add, jsonOption, say } from "./session";

interface Options {
  readonly keep?: boolean;
  readonly resume?: boolean;
  readonly end?: boolean;
  readonly json?: boolean;
}

export const addRehearse: Add = (sophia) => {
  sophia
    .command("rehearse")
    .description(
      "plays a whole stack through on stand-ins: preview, up, empty preview, clean refresh, destroy. No account is touched",
    )
    .addArgument(new Argument("<stack>").choices(["staging", "prod"]))
    .option("--keep", "leaves it up after the refresh, or where it failed, to look around")
    .option("--resume", "goes on with one that --keep left up or that was killed, instead of beginning from nothing")
    .addOption(new Option("--end", "ends a rehearsal that --keep left up").conflicts("resume"))
    .addOption(jsonOption())
    .action(async (stack: StackName, options: Options) => {
      const folder = new RehearsalFolder(stack);
      folder.create();
      const failed = await withRunLock(folder, async () => await rehearse(folder, options));
      if (failed !== undefined) throw failed;
    });
};

/** Returns what went wrong, if anything did: by then the table has been shown and the sandbox ended. */
async function rehearse(folder: RehearsalFolder, options: Options): Promise<UserError | undefined> {
  if (options.resume !== true) {
    if (await stopSandbox(folder.path)) say(`ended an earlier rehearsal of ${folder.stack}`);
    forget(folder);
  }
  if (options.end === true) return undefined;
  say(paint("bold", `Rehearsing ${folder.stack}: stand-ins on this machine; no account is touched.`, process.stderr));
  const startedAt = Date.now();
  const prepared = await prepare(folder, say);
  const performed = await perform(steps(prepared, startedAt, options.keep === true), say);
  const { failure } = performed;
  process.stdout.write(options.json === true ? `${JSON.stringify(performed.steps)}\n` : `${stepTable(performed)}\n`);
  const stays = options.keep === true;
  if (stays)
    say(
      `It stays up; kubectl --kubeconfig ${prepared.sandbox.address.kubeconfig} …; sophia rehearse ${folder.stack} --end`,
    );
  else await stopSandbox(folder.path);
  if (failure !== undefined) return new UserError(failure, `the logs are in ${folder.path}/logs`);
  if (!stays) forget(folder);
  return undefined;
}

/** A rehearsal begins from nothing. The run lock, which is held, stays. */
function forget(folder: RehearsalFolder): void {
  for (const part of folder.contents()) rmSync(part, { recursive: true, force: true });
  folder.create();
}

function stepTable({ steps: done }: Performed): string {
  const rows = done.map(({ name, milliseconds, counts, ok }) => [
    ok ? paint("green", "✓") : paint("red", "✗"),
    name,
    duration(milliseconds),
    counts,
  ]);
  return table(["", "step", "time", "what"], rows);
}
