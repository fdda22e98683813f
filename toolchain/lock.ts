import { link, mkdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, type ProcessIdentity } from "./processes";

/** How often the holder of a lock, or who waits for it, shows that it is alive, in ms. */
const SIGN_OF_LIFE = 5_000;
/** When an owner on another machine, or in a container that is gone, is taken for dead without a sign of life, in ms. */
const SILENT = 60_000;

/**
 * Runs `work` while no other process holds the lock `file`. The lock of a process that has died is taken over.
 * `identity` is a file of ours with our ProcessIdentity, on the same file system. `waiting` is called at once and then
 * every 10 s while another process holds the lock; what it throws ends the waiting.
 */
export async function withLock<T>(
  file: string,
  identity: string,
  waiting: (owner: ProcessIdentity, seconds: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const alive = setInterval(() => utimes(identity, new Date(), new Date()).catch(absent), SIGN_OF_LIFE);
  try {
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
  } finally {
    clearInterval(alive);
  }
}

/** Takes the lock, or gives its owner. The lock is a hard link to the identity, so it is never half written. */
async function take(file: string, identity: string): Promise<ProcessIdentity | undefined> {
  for (;;) {
    if (await tryLink(identity, file)) return undefined;
    const owner = await read(file);
    if (owner === undefined) continue; // just released
    if (!(await isAbandoned(file, owner))) return owner;
    await removeAbandoned(file, identity);
  }
}

/** Removes a lock whose owner is dead. A second lock sees to it that nobody removes the one of the next owner instead. */
async function removeAbandoned(file: string, identity: string): Promise<void> {
  const right = `${file}.removing`;
  if (await tryLink(identity, right)) {
    const owner = await read(file);
    if (owner !== undefined && (await isAbandoned(file, owner))) await rm(file, { force: true });
    await rm(right, { force: true });
    return;
  }
  const remover = await read(right);
  if (remover !== undefined && (await isAbandoned(right, remover))) await rm(right, { force: true });
  else await sleep(20);
}

/** Tells whether the owner of a lock or an identity file is dead. */
export async function isAbandoned(file: string, owner: ProcessIdentity): Promise<boolean> {
  if (owner.host === hostname()) return !(await isRunning(owner));
  const sign = (await stat(file).catch(absent))?.mtimeMs;
  return sign !== undefined && Date.now() - sign > SILENT;
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

async function read(file: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(file, "utf8").catch(absent);
  if (text === "") return { pid: 0, started: "", host: hostname() }; // a power cut can empty a file
  return text === undefined ? undefined : (JSON.parse(text) as ProcessIdentity);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
