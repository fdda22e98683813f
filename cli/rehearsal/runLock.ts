import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { isAlive, thisProcess } from "../../sandbox/processes";
import { UserError } from "../userError";
import type { RehearsalFolder } from "./folder";

const holderSchema = z.object({ pid: z.number(), started: z.string(), command: z.string() });

/** Runs `work` as the only command of ours at this rehearsal. A killed holder's lock is taken over. Errors: another is at work. */
export async function withRunLock<T>(folder: RehearsalFolder, command: string, work: () => Promise<T>): Promise<T> {
  await take(folder.lockFile, command, folder.stack);
  try {
    return await work();
  } finally {
    rmSync(folder.lockFile, { force: true });
  }
}

async function take(file: string, command: string, stack: string): Promise<void> {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ ...(await thisProcess()), command }), { mode: 0o600 });
  try {
    for (;;) {
      if (link(mine, file)) return;
      const holder = read(file);
      if (holder !== undefined && (await isAlive(holder))) {
        const what = `"sophia ${holder.command}" (process ${holder.pid}) is at work on the ${stack} rehearsal`;
        throw new UserError(what, `wait for it, or end it: kill ${holder.pid}`);
      }
      // Renaming is atomic: of two that find the same dead holder only one moves it away.
      renameIfThere(file, `${mine}.dead`);
    }
  } finally {
    rmSync(mine, { force: true });
    rmSync(`${mine}.dead`, { force: true });
  }
}

/** A hard link can't be made over a file that is there, so the lock is whole from its first moment. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function read(file: string): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
