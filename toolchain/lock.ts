import { link, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, type ProcessIdentity, thisProcess } from "./processes";

/** A lock of a process on another machine, which can't be looked at, is taken for abandoned after this long, in ms. */
const ABANDONED = 60 * 60 * 1000;

/**
 * Runs `work` while no other process holds the lock `file`. The lock of a process that has died is taken over.
 * `identity` is a file of ours with our ProcessIdentity. `waiting` is called at once and then every 10 s while another
 * process holds the lock.
 */
export async function withLock<T>(
  file: string,
  identity: string,
  waiting: (owner: ProcessIdentity, seconds: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const start = Date.now();
  let next = 0;
  for (let owner = await take(file, identity); owner !== undefined; owner = await take(file, identity)) {
    const seconds = Math.floor((Date.now() - start) / 1000);
    if (seconds >= next) {
      waiting(owner, seconds);
      next = seconds + 10;
    }
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    if (await isSame(file, identity)) await rm(file, { force: true });
  }
}

/** Takes the lock, or gives its owner. The lock is a hard link to the identity, so it is never half written. */
async function take(file: string, identity: string): Promise<ProcessIdentity | undefined> {
  if (await tryLink(identity, file)) return undefined;
  const text = await readFile(file, "utf8").catch(absent);
  if (text === undefined) return take(file, identity); // just released
  const owner = JSON.parse(text) as ProcessIdentity;
  if (!(await isAbandoned(file, owner))) return owner;
  // Two processes may find the same dead owner: each puts its own link in place, and the last one has the lock. The
  // pause lets the other one be the last. Should it ever be too short, both build, each in a folder of its own.
  const claim = `${identity}.claim`;
  await rm(claim, { force: true });
  await link(identity, claim);
  await rename(claim, file);
  await sleep(100);
  return (await isSame(file, identity)) ? undefined : owner;
}

async function isAbandoned(file: string, owner: ProcessIdentity): Promise<boolean> {
  if (!(await isRunning(owner))) return true;
  if (owner.host === (await thisProcess()).host) return false;
  const since = (await stat(file).catch(absent))?.mtimeMs;
  return since !== undefined && Date.now() - since > ABANDONED;
}

async function isSame(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a).catch(absent), stat(b).catch(absent)]);
  return one !== undefined && one.ino === other?.ino;
}

function tryLink(existing: string, file: string): Promise<boolean> {
  return link(existing, file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
