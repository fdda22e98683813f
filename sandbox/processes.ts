import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Carried in the environment of every process that a rehearsal starts, so that none outlives a killed owner unnoticed. */
const FOLDER_MARK = "SOPHIA_REHEARSAL";
const OWNER_MARK = "SOPHIA_OWNER";

export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, as the system tells it: a number that is given to another process later has another one. */
  readonly started: string;
}

/** This process, as `isAlive` knows it again. */
export async function thisProcess(): Promise<ProcessIdentity> {
  return { pid: process.pid, started: (await startTime(process.pid)) ?? "" };
}

/** Whether that very process is still there, not another with the same number. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const started = await startTime(identity.pid);
  return started !== undefined && started === identity.started;
}

/** What a child's environment must hold for `endOrphans(folder)` to find it once this process is gone. */
export async function ownerMarks(folder: string): Promise<Record<string, string>> {
  const { pid, started } = await thisProcess();
  return { [FOLDER_MARK]: folder, [OWNER_MARK]: `${pid}:${started}` };
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
    const [ownerPid = "", ownerStarted = ""] = (environment.get(OWNER_MARK) ?? "").split(/:(.*)/s);
    if (await isAlive({ pid: Number(ownerPid), started: ownerStarted })) continue;
    orphans.push({ pid, started: (await startTime(pid)) ?? "" });
  }
  return orphans;
}

async function living(processes: readonly ProcessIdentity[]): Promise<ProcessIdentity[]> {
  const alive = await Promise.all(processes.map(isAlive));
  return processes.filter((_, index) => alive[index]);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform !== "linux") return await psField(pid, "lstart");
  // Field 22 of /proc/<pid>/stat (proc(5)), counted after the command's closing parenthesis; state Z is gone already.
  const stat = readIfThere(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined || fields[0] === "Z" ? undefined : fields[19];
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

async function psField(pid: number, field: string): Promise<string | undefined> {
  const answer = await promisify(execFile)("ps", ["-o", `${field}=`, "-p", String(pid)]).catch(() => undefined);
  // One word, as it has to survive in `ps -E` output.
  return answer?.stdout.trim().replace(/\s+/g, "_") || undefined;
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

/** Whether any process has that number now: for locks of other programs, which name no start time. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await startTime(pid)) !== undefined;
}
