import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { PROJECT } from "./rehearsal/folder";
import { UserError } from "./userError";

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs plain `pulumi` in the project's folder, as whoever calls this is logged in; `variables` lead it to a rehearsal instead.
 * What it says goes to standard error; `shown`: what it prints, too. Errors: it is not on PATH.
 */
export async function plainPulumi(
  args: readonly string[],
  { variables = {}, shown = false }: { variables?: Readonly<Record<string, string>>; shown?: boolean } = {},
): Promise<Ran> {
  const env = { ...process.env, ...variables };
  const child = spawn("pulumi", args, { cwd: PROJECT, env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", () => reject(new UserError("pulumi is not on PATH", "sophia doctor"))).once("close", resolve);
  });
  if (shown) child.stdout.pipe(process.stderr, { end: false });
  const [output, code] = await Promise.all([text(child.stdout), ended]);
  return { code, output };
}
