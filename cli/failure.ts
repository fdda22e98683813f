import { SandboxFailed } from "../sandbox/client";
import { Interrupted } from "./interrupt";
import { paint } from "./terminal";
import { UserError } from "./userError";

/** Tells what went wrong, and gives the exit code. A stack trace is for our own mistakes only. */
export function reportFailure(error: unknown): number {
  if (error instanceof Interrupted) {
    say("interrupted; the state is whole, the same command goes on from here");
    return 130;
  }
  if (error instanceof UserError || error instanceof SandboxFailed) {
    say(error.message, error instanceof UserError ? error.mend : undefined);
    return 1;
  }
  const disk = diskTrouble(error);
  if (disk !== undefined) {
    say(disk, "free some space, then run the same command again");
    return 1;
  }
  process.stderr.write(
    `${paint("red", "a mistake of sophia's own:", process.stderr)} ${String((error as Error).stack ?? error)}\n`,
  );
  return 1;
}

function say(message: string, mend?: string): void {
  process.stderr.write(`${paint("red", "error:", process.stderr)} ${message}\n`);
  if (mend !== undefined) process.stderr.write(`${paint("bold", "mend:", process.stderr)}  ${mend}\n`);
}

function diskTrouble(error: unknown): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return `no space left on the disk${path === undefined ? "" : ` for ${path}`}`;
  if (code === "EROFS" || code === "EACCES") return `can't write ${path ?? "a file"}: ${code}`;
  return undefined;
}
