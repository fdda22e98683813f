import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxContext } from "../../context";
import { logFile, spawnProgram, stopProgram } from "../../processes";

const POLL_MS = 50;
const LOG_LINES = 12;

/** Programs that live and end together, each started with its arguments of `commands`. */
export class ProgramGroup<Name extends string> {
  readonly #running = new Map<Name, ChildProcess>();
  #stopping = false;

  constructor(
    private readonly context: Pick<SandboxContext, "folder" | "programs" | "log">,
    private readonly commands: Readonly<Record<Name, readonly string[]>>,
    /** How long `until` waits at most, in milliseconds. A machine that does other work too is slow. */
    private readonly patienceMs = 60_000,
  ) {}

  async start(...names: Name[]): Promise<void> {
    for (const name of names) this.#running.set(name, await this.#spawn(name));
  }

  /** Waits until `isReady`. Errors: a program of the group has ended meanwhile, or `name` takes too long. */
  async until(name: Name, isReady: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + this.patienceMs;
    while (!(await isReady())) {
      for (const [other, child] of this.#running) {
        if (hasEnded(child)) throw new Error(`${other} ended while starting (${ending(child)}).${this.#logEnd(other)}`);
      }
      if (Date.now() > deadline) {
        throw new Error(`${name} was not ready within ${this.patienceMs / 1000} s.${this.#logEnd(name)}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Ends all, the last one started first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const child of [...this.#running.values()].reverse()) await stopProgram(child);
    this.#running.clear();
  }

  async #spawn(name: Name): Promise<ChildProcess> {
    const program = this.context.programs[name];
    if (program === undefined)
      throw new Error(`the program ${name} was not obtained: \`npm run sophia doctor\` tells more`);
    const child = await spawnProgram({ name, program, args: this.commands[name], folder: this.context.folder });
    child.once("exit", () => {
      if (!this.#stopping) this.context.log(`${name} ended (${ending(child)}): ${logFile(this.context.folder, name)}`);
    });
    return child;
  }

  #logEnd(name: Name): string {
    const file = logFile(this.context.folder, name);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-LOG_LINES);
    return ` The end of ${file}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function ending({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `exit code ${exitCode}` : `signal ${signalCode}`;
}
