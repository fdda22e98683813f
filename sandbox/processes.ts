import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { identify, isRunning, type ProcessIdentity, thisProcess } from "../toolchain/processes";

/** Carried in the environment of every process that a rehearsal starts, so that none outlives a killed owner unnoticed. */
const FOLDER_MARK = "SOPHIA_REHEARSAL";
const OWNER_MARK = "SOPHIA_OWNER";

/** What a child's environment must hold for `endOrphans(folder)` to find it once this process is gone. */
export async function ownerMarks(folder: string): Promise<Record<string, string>> {
  return { [FOLDER_MARK]: folder, [OWNER_MARK]: encodeURIComponent(JSON.stringify(await thisProcess())) };
}

export interface ProgramStart {
  /** Names the log, `<folder>/logs/<name>.log`. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** The rehearsal's state folder. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program in the background, its output in a log of its own. */
export async function spawnProgram(start: ProgramStart): Promise<ChildProcess> {
  mkdirSync(join(start.folder, "logs"), { recursive: true });
  const log = openSync(logFile(start.folder, start.name), "a", 0o600);
  const env = { ...process.env, ...start.env, ...(await ownerMarks(start.folder)) };
  const child = spawn(start.program, start.args, { env, stdio: ["ignore", log, log] });
  await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  return child;
}

export function logFile(folder: string, name: string): string {
  return join(folder, "logs", `${name}.log`);
}

/** Ends a child: asked first, made to after `graceMs`. Returns when it is gone. */
export async function stopProgram(child: ChildProcess, graceMs = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await gone;
  clearTimeout(forced);
}

/** Ends what a killed owner of this state folder left running, and tells their process numbers. */
export async function endOrphans(folder: string, graceMs = 3_000): Promise<number[]> {
  const orphans = await findOrphans(folder);
  for (const { pid } of orphans) signal(pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  let left = orphans;
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(50);
    left = await living(left);
  }
  for (const { pid } of left) signal(pid, "SIGKILL");
  return orphans.map(({ pid }) => pid);
}

async function findOrphans(folder: string): Promise<ProcessIdentity[]> {
  const orphans: ProcessIdentity[] = [];
  for (const { pid, environment } of await environments()) {
    if (pid === process.pid || environment.get(FOLDER_MARK) !== folder) continue;
    const owner = JSON.parse(decodeURIComponent(environment.get(OWNER_MARK) ?? "null")) as ProcessIdentity | null;
    if (owner !== null && (await isRunning(owner))) continue;
    const orphan = await identify(pid);
    if (orphan !== undefined) orphans.push(orphan);
  }
  return orphans;
}

async function living(processes: readonly ProcessIdentity[]): Promise<ProcessIdentity[]> {
  const alive = await Promise.all(processes.map(isRunning));
  return processes.filter((_, index) => alive[index]);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function environments(): Promise<{ pid: number; environment: Map<string, string> }[]> {
  if (process.platform !== "linux") return await psEnvironments();
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    const text = readIfThere(`/proc/${pid}/environ`) ?? "";
    return { pid: Number(pid), environment: parsePairs(text.split("\0")) };
  });
}

/** macOS has no /proc: `ps -E` appends the environment to the command line of the user's own processes. */
async function psEnvironments(): Promise<{ pid: number; environment: Map<string, string> }[]> {
  const { stdout } = await promisify(execFile)("ps", ["-Eww", "-axo", "pid=,command="], { maxBuffer: 64 << 20 });
  return stdout.split("\n").map((line) => {
    const [pid = "", ...words] = line.trim().split(/\s+/);
    return { pid: Number(pid), environment: parsePairs(words) };
  });
}

function parsePairs(pairs: readonly string[]): Map<string, string> {
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

/** Processes come and go while one looks, and other users' are closed: both read as absent. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "EACCES", "EPERM", "ESRCH"].includes(code)) return undefined;
    throw error;
  }
}
