import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAbandoned } from "./lock";
import type { Machine } from "./machine";
import { identify, isRunning, type ProcessIdentity, thisProcess } from "./processes";

/** A folder of one run's own in the cache, on the same file system, for what is not whole yet. */
export interface Workspace {
  readonly folder: string;
  /** A file with the ProcessIdentity of the run, for locks. */
  readonly identity: string;
  /** Notes a child process, so that a later run ends it if this one is killed. */
  note(pid: number): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a workspace, and clears away those of runs that were killed, with the builds that they left running. */
export async function openWorkspace(machine: Machine): Promise<Workspace> {
  const root = join(machine.cache, ".work");
  await mkdir(root, { recursive: true });
  await clearLeftovers(root);
  const self = await thisProcess();
  // The name says whose it is, so that there is no moment at which it belongs to nobody.
  const folder = join(root, `${nameOf(self)},${Math.random().toString(36).slice(2)}`);
  await mkdir(folder, { mode: 0o700 });
  const identity = join(folder, "owner.json");
  await writeFile(identity, JSON.stringify(self));
  return {
    folder,
    identity,
    note: async (pid) => {
      const child = await identify(pid);
      if (child !== undefined) await writeFile(join(folder, `child,${nameOf(child)}`), "");
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function clearLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const owner = ownerOf(name);
    if (owner === undefined || !(await isAbandoned(join(root, name, "owner.json"), owner))) continue;
    for (const file of await readdir(join(root, name)).catch(() => [])) {
      const child = file.startsWith("child,") ? ownerOf(file.slice("child,".length)) : undefined;
      if (child !== undefined) await end(child);
    }
    await rm(join(root, name), { recursive: true, force: true });
  }
}

/** Ends a process that nobody waits for any more: asks it first, for `go` then removes its temporary files. */
async function end(child: ProcessIdentity): Promise<void> {
  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    if (!(await isRunning(child))) return;
    process.kill(child.pid, signal);
    for (let i = 0; i < 30 && (await isRunning(child)); i++) await sleep(100);
  }
}

function nameOf({ host, pid, started }: ProcessIdentity): string {
  return [host, pid, started].map((part) => encodeURIComponent(part)).join(",");
}

function ownerOf(name: string): ProcessIdentity | undefined {
  const [host, pid, started] = name.split(",").map(decodeURIComponent);
  return host && pid && started ? { host, pid: Number(pid), started } : undefined;
}
