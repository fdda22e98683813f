import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { engineVariables } from "../../cli/rehearsal/engine";
import { RehearsalFolder, type StackName } from "../../cli/rehearsal/folder";
import { obtainProgramsFor } from "../../cli/rehearsal/programs";
import { Sandbox, sandboxSchema, stopSandbox } from "../../sandbox/client";

export const PROJECT = resolve(__dirname, "..", "..");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `sophia` command as a user runs it, on state folders of the test's own. */
export class Sophia {
  readonly state = mkdtempSync(join(tmpdir(), "sophia-"));
  readonly folder = join(this.state, "local");
  /** Everything that any command printed. */
  printed = "";

  start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    return this.startProgram(process.execPath, [join(PROJECT, "cli", "sophia.cjs"), ...args]);
  }

  /** Errors: it ended with another exit code than `expected`. */
  async run(args: readonly string[], expected = 0): Promise<Ended> {
    const ended = await this.start(...args).ended;
    if (ended.code !== expected) {
      throw new Error(`sophia ${args.join(" ")} ended with ${ended.code}:\n${ended.stdout}\n${ended.stderr}`);
    }
    return ended;
  }

  /** A plain program in a shell that has evaluated `sophia env`; a rehearsed staging or prod, which has no such command, alike. */
  async shell(command: string, stack: StackName = "local"): Promise<Ended> {
    if (stack !== "local") return await this.startProgram("sh", ["-c", command], await this.variables(stack)).ended;
    const { stdout } = await this.run(["env"]);
    return await this.startProgram("sh", ["-c", `${stdout}\n${command}`]).ended;
  }

  sandbox(stack: StackName = "local"): Sandbox {
    const file = join(this.state, stack, "sandbox.json");
    return new Sandbox(sandboxSchema.parse(JSON.parse(readFileSync(file, "utf8"))));
  }

  private async variables(stack: StackName): Promise<Record<string, string>> {
    const folder = new RehearsalFolder(stack, join(this.state, stack));
    const programs = await obtainProgramsFor(folder, () => undefined);
    return engineVariables(folder, this.sandbox(stack), programs);
  }

  /** Every stand-in credential of the local stack, by id. */
  secrets(): Record<string, string> {
    const saved = JSON.parse(readFileSync(join(this.folder, "secrets.json"), "utf8")) as {
      values: Record<string, string>;
    };
    return saved.values;
  }

  /** Ends what runs and deletes the state. */
  async dispose(): Promise<void> {
    for (const stack of ["local", "staging", "prod"]) await stopSandbox(join(this.state, stack));
    rmSync(this.state, { recursive: true, force: true });
  }

  private startProgram(program: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    const env = { ...process.env, SOPHIA_STATE: this.state, ...variables };
    const child = spawn(program, args, { cwd: PROJECT, env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        this.printed += text;
      });
    }
    const ended = new Promise<Ended>((done, failed) => {
      child.once("error", failed).once("exit", (code) => done({ code, ...output }));
    });
    return { child, ended };
  }
}
