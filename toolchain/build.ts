import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../cli/userError";
import { findGo, goWanted } from "./go";
import type { Machine } from "./machine";
import type { GoModule, Program } from "./program";
import { inWords, type Progress, told } from "./progress";
import { run } from "./run";
import { Unobtainable } from "./unobtainable";
import type { Workspace } from "./workspace";

/** A program that has a Go module. */
export interface Buildable extends Program {
  readonly module: GoModule;
}

/** Tells whether a program can be built. */
export function isBuildable(program: Program): program is Buildable {
  return program.module !== undefined;
}

/**
 * Builds programs of one folder in one `go build`, in the workspace, and gives the folder where they lie then. The
 * versions are those of go.mod, checked against go.sum. Throws Unobtainable where Go is absent or fails, and a
 * UserError where the disk is full.
 */
export async function build(
  machine: Machine,
  workspace: Workspace,
  programs: readonly [Buildable, ...Buildable[]],
  progress: Progress,
): Promise<string> {
  const { folder, seconds } = programs[0].module;
  const go = await findGo(machine, await goWanted(machine, folder));
  if (go.path === undefined || go.problem !== undefined) throw new Unobtainable(go.problem);
  const { path } = go;
  const out = join(workspace.folder, `built-${folder}`);
  await mkdir(out);
  // Go names what it builds after the package, `server` for etcd; of several, each package is named as the program.
  const target = programs.length === 1 ? join(out, programs[0].name) : `${out}/`;
  const args = ["build", "-v", "-trimpath", "-mod=readonly", "-buildvcs=false", "-ldflags", linkFlags(programs)];
  let fetched = 0;
  let compiled = 0;
  const goBuild = async () => {
    const ended = await run(path, [...args, "-o", target, ...programs.map(({ module }) => module.package)], {
      cwd: join(machine.modules, folder),
      env: { ...machine.env, CGO_ENABLED: "0" },
      started: workspace.note,
      line: (line) => {
        if (line.startsWith("go: downloading ")) fetched++;
        else if (isPackage(line)) compiled++;
      },
    });
    if (ended.failed) throw explain(ended.output, machine);
  };
  await told(progress, `building ${titles(programs)} from Go modules`, goBuild, {
    usually: `usually ${inWords(seconds)} on 2 cores, once`,
    during: () => `${fetched} modules fetched, ${compiled} packages compiled`,
  });
  return out;
}

/** `etcd 3.6.4`, or several of one version: `kube-apiserver, kube-scheduler 1.34.1`. */
export function titles(programs: readonly Program[]): string {
  return `${programs.map(({ name }) => name).join(", ")} ${programs[0]?.module?.version ?? programs[0]?.version}`;
}

function linkFlags(programs: readonly Buildable[]): string {
  const stamps = Object.assign({}, ...programs.map(({ module }) => module.stamps)) as Record<string, string>;
  return ["-s", "-w", ...Object.entries(stamps).map(([name, value]) => `-X ${name}=${value}`)].join(" ");
}

/** `go build -v` prints the import path of each package that it compiles. */
function isPackage(line: string): boolean {
  return /^[\w.\-/~]+$/.test(line);
}

function explain(output: string, machine: Machine): Error {
  if (/no space left on device|disk quota exceeded/.test(output)) {
    return new UserError(
      `the disk is full: go build needs about 3 GB for ${machine.cache}, its own cache and temporary files`,
      "Free some, or set XDG_CACHE_HOME, GOCACHE, GOMODCACHE and TMPDIR to another disk.",
    );
  }
  const lines = output
    .split("\n")
    .filter((line) => line !== "" && !isPackage(line) && !line.startsWith("go: downloading "));
  return new Unobtainable(["go build failed:", ...lines.slice(-12)].join("\n      "));
}
