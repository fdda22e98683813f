import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** How a program ended. */
export interface Ended {
  readonly failed: boolean;
  /** What it printed on both streams; why it could not be started, where it couldn't. */
  readonly output: string;
}

/** Runs a program to its end. `line` is given each line that it prints, `started` its process number. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv; line?: (line: string) => void; started?: (pid: number) => void },
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
    if (child.pid !== undefined) options.started?.(child.pid);
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        printed.push(line);
        options.line?.(line);
      });
    }
    child.on("error", (error) => resolve({ failed: true, output: error.message }));
    child.on("close", (code) => resolve({ failed: code !== 0, output: printed.join("\n") }));
  });
}
