import { findGo, goWanted } from "./go";
import { type Machine, thisMachine } from "./machine";
import { type Program, wantedVersions } from "./program";
import { programs as table } from "./programs";
import { search } from "./search";
import { examineDocker, examineLoopback, examineNode } from "./surroundings";

/** What `sophia doctor` says of one program, or of something else that the machine has to have. */
export interface ProgramReport {
  readonly program: string;
  /** Which versions serve, in words. */
  readonly wanted: string;
  readonly necessary: boolean;
  readonly where: "PATH" | "cache" | "installed" | "machine" | "absent";
  readonly version?: string;
  readonly path?: string;
  /** What is missing or wrong; absent where all is well. */
  readonly missing?: string;
  /** The one command or action that mends it. */
  readonly mend?: string;
}

/**
 * Looks at the machine, changing and building nothing, in less than a second where programs answer. `addresses` are
 * loopback addresses that the rehearsal's hosts will have: macOS has only 127.0.0.1 unless told otherwise.
 */
export async function examine(
  addresses: readonly string[] = [],
  machine: Machine = thisMachine(),
  all: readonly Program[] = table,
): Promise<ProgramReport[]> {
  const [node, programs, docker, loopback] = await Promise.all([
    examineNode(),
    Promise.all(all.map((program) => examineProgram(machine, program, all))),
    examineDocker(machine.env),
    examineLoopback(addresses),
  ]);
  // Go is needed only where there is something left to build.
  const toBuild = programs.some(({ where, necessary }) => necessary && where === "absent");
  const go = await examineGo(machine, all, toBuild);
  return [node, go, ...programs, docker, ...loopback];
}

async function examineProgram(machine: Machine, program: Program, all: readonly Program[]): Promise<ProgramReport> {
  const { found, refused } = await search(machine, program, all);
  const report = { program: program.name, wanted: wantedVersions(program), necessary: program.without === undefined };
  if (found !== undefined) return { ...report, ...found };
  const others = refused.map(({ path, version }) => `${path} is ${version}`);
  return {
    ...report,
    where: "absent",
    missing: [...others, program.without ?? "it is downloaded or built at the first `npm run local`"].join("; "),
    mend: program.without === undefined ? `npx tsx toolchain/main.ts ${program.name}` : undefined,
  };
}

async function examineGo(machine: Machine, all: readonly Program[], necessary: boolean): Promise<ProgramReport> {
  const folders = new Set(all.flatMap(({ module }) => module?.folder ?? []));
  const versions = await Promise.all([...folders].map((folder) => goWanted(machine, folder)));
  const wanted = versions.sort().at(-1) ?? "any";
  const { path, version, problem } = await findGo(machine, wanted);
  const where = path === undefined ? "absent" : "PATH";
  const report: ProgramReport = { program: "go", wanted: `${wanted} or newer`, necessary, where, path, version };
  if (problem === undefined) return report;
  const missing = necessary ? `${problem}; it builds what can't be downloaded` : `${problem}; nothing is left to build`;
  return { ...report, missing, mend: necessary ? "Install Go from https://go.dev/doc/install" : undefined };
}
