import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";

/** One process, and never another one that was given its number later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started: clock ticks since boot on Linux, a date elsewhere. Only ever compared. */
  readonly started: string;
  /** The machine or container that it runs on: a cache folder may be shared with others. */
  readonly host: string;
}

/** The identity of a process that runs on this machine; undefined if there is none of that number. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const started = process.platform === "linux" ? await startedByProc(pid) : await startedByPs(pid);
  return started === undefined ? undefined : { pid, started, host: hostname() };
}

/** The identity of this process. */
export async function thisProcess(): Promise<ProcessIdentity> {
  const self = await identify(process.pid);
  if (self === undefined) throw new Error(`process ${process.pid} does not find itself`);
  return self;
}

/** Tells whether that very process still runs. One on another host counts as running: it can't be seen from here. */
export async function isRunning(owner: ProcessIdentity): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  return (await identify(owner.pid))?.started === owner.started;
}

async function startedByProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ESRCH") return undefined;
    throw error;
  });
  // The program's name, in brackets, may itself hold brackets and spaces: fields are counted after the last one.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined || fields[0] === "Z" ? undefined : fields[19];
}

function startedByPs(pid: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("ps", ["-o", "lstart=", "-p", `${pid}`], (_absent, stdout) => resolve(stdout.trim() || undefined));
  });
}
