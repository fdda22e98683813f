import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { replaceFile } from "../../sandbox/files";
import { withLock } from "../../toolchain/lock";
import { thisProcess } from "../../toolchain/processes";
import { UserError } from "../userError";
import type { RehearsalFolder } from "./folder";

/** Runs `work` as the only command of ours at this rehearsal. A killed holder's lock is taken over. Errors: another is at work. */
export async function withRunLock<T>(folder: RehearsalFolder, work: () => Promise<T>): Promise<T> {
  const identity = `${folder.lockFile}.${process.pid}.${randomUUID()}`;
  replaceFile(identity, JSON.stringify(await thisProcess()));
  const refuse = ({ pid }: { pid: number }) => {
    const what = `another sophia command (process ${pid}) is at work on the ${folder.stack} rehearsal`;
    throw new UserError(what, `wait for it, or end it: kill ${pid}`);
  };
  try {
    return await withLock(folder.lockFile, identity, refuse, work);
  } finally {
    rmSync(identity, { force: true });
  }
}
