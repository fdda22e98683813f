import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Writable } from "node:stream";
import type { Invocation } from "./invocation";
import type { Output } from "./output";

export interface ProcessStart {
  readonly invocation: Invocation;
  readonly dir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly signal: AbortSignal;
}

/** After being asked to end, a command has this long before it is made to. */
const GRACE_MS = 2_000;

/** Runs a program in a process group of its own, which ends as a whole when `signal` aborts. Fails unless it exits with 0. */
export async function runProcess(start: ProcessStart, shown: string, output: Output): Promise<void> {
  const { invocation, dir, environment, signal } = start;
  signal.throwIfAborted();
  if (!existsSync(dir)) throw new Error(`dir ${dir} does not exist.`);
  const child = spawn(invocation.program, invocation.args, {
    cwd: dir,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ["pipe", "pipe", "pipe", invocation.script === undefined ? "ignore" : "pipe"],
  });
  child.stdout?.on("data", (chunk: Buffer) => output.take("stdout", chunk));
  child.stderr?.on("data", (chunk: Buffer) => output.take("stderr", chunk));
  feed(child.stdin, start.stdin);
  feed(child.stdio[3], invocation.script ?? "");
  const stop = () => endGroup(child);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const outcome = await ended(child);
    signal.throwIfAborted();
    if (outcome !== undefined) throw new Error(`${outcome}: running ${JSON.stringify(shown)}:\n${output.everything()}`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** A command that ends without reading what it is given is not at fault. */
function feed(stream: unknown, text: string): void {
  if (!(stream instanceof Writable)) return;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "ECONNRESET") stream.destroy();
  });
  stream.end(text);
}

/** How the program failed, in Go's words, which people know from the official plugin; undefined where it didn't. */
function ended(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`The command could not be started: ${error.message}.`)));
    child.once("close", (code, signal) => {
      if (signal !== null) resolve(`signal: ${signal}`);
      else resolve(code === 0 ? undefined : `exit status ${code}`);
    });
  });
}

function endGroup(child: ChildProcess): void {
  const forced = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  child.once("close", () => clearTimeout(forced));
  signalGroup(child, "SIGTERM");
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // ESRCH: it has ended by itself.
  }
}
