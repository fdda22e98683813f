import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineVariables } from "../cli/rehearsal/engine";
import { PROJECT, RehearsalFolder } from "../cli/rehearsal/folder";
import { obtainProgramsFor } from "../cli/rehearsal/programs";
import { runningSandbox } from "../cli/rehearsal/running";
import { duration, table } from "../cli/terminal";
import { UserError } from "../cli/userError";

/** Times `pulumi preview` of the local stack and of an empty program in turn. Errors: the local stack isn't up. */
export async function benchPreview(rounds: number, json: boolean): Promise<void> {
  const folder = new RehearsalFolder("local");
  const sandbox = await runningSandbox();
  const variables = engineVariables(folder, sandbox, await obtainProgramsFor(folder, console.error));
  const ours = { cwd: PROJECT, env: { ...process.env, ...variables } };
  const empty = await emptyProgram(folder, ours.env);
  const times: Record<"ours" | "empty", number[]> = { ours: [], empty: [] };
  const expectNoChanges = ["preview", "--stack", "local", "--expect-no-changes"];
  await time(ours, expectNoChanges);
  await time(empty, ["preview", "--stack", "local"]);
  for (let round = 0; round < rounds; round++) {
    times.empty.push(await time(empty, ["preview", "--stack", "local"]));
    times.ours.push(await time(ours, expectNoChanges));
  }
  const ratio = Math.round((median(times.ours) / median(times.empty)) * 100) / 100;
  const row = (name: string, values: number[]) => [
    name,
    ...[Math.min(...values), median(values), Math.max(...values)].map(duration),
  ];
  console.log(
    table(
      ["pulumi preview", "least", "median", "most"],
      [row("local stack", times.ours), row("empty program", times.empty)],
    ),
  );
  console.log(`ratio of the medians: ${ratio}`);
  if (json) console.log(JSON.stringify({ ratio, ours: times.ours, empty: times.empty, rounds }));
}

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The same settings, node_modules, compiler options and backend kind; a program of no resources. */
async function emptyProgram(folder: RehearsalFolder, env: NodeJS.ProcessEnv): Promise<Place> {
  const cwd = join(folder.path, "bench-empty");
  const place = { cwd, env: { ...env, PULUMI_OPTION_CONFIG_FILE: join(cwd, "Pulumi.local.yaml") } };
  if (existsSync(cwd)) return place;
  mkdirSync(cwd);
  writeFileSync(join(cwd, "Pulumi.yaml"), "name: bench-empty\nruntime: nodejs\n");
  writeFileSync(join(cwd, "index.ts"), "export {};\n");
  copyFileSync(join(PROJECT, "tsconfig.json"), join(cwd, "tsconfig.json"));
  copyFileSync(join(PROJECT, "package.json"), join(cwd, "package.json"));
  symlinkSync(join(PROJECT, "node_modules"), join(cwd, "node_modules"));
  await time(place, ["stack", "init", "local"]);
  return place;
}

/** Milliseconds, whole process. Errors: it failed, with what it printed. */
function time(place: Place, args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn("pulumi", [...args, "--non-interactive"], { ...place, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(performance.now() - startedAt);
      else reject(new UserError(`pulumi ${args.join(" ")} failed:\n${printed}`, "npm run local"));
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
