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

/** One `go build` that is to come. */
interface Build {
  /** Fetches the modules and checks them against go.sum. Throws Unobtainable where Go is absent or fails. */
  fetch(): Promise<void>;
  /** Compiles, in the workspace, and gives the folder where the programs lie then. Throws Unobtainable too. */
  compile(): Promise<string>;
}

/** Prepares the build of programs that share a folder. The two steps are apart because one waits for the network and the other uses all cores. */
export function prepareBuild(
  machine: Machine,
  workspace: Workspace,
  programs: readonly [Buildable, ...Buildable[]],
  progress: Progress,
): Build {
  const { folder, seconds } = programs[0].module;
  const packages = programs.map(({ module }) => module.package);
  let lines = 0;
  const go = async (args: readonly string[], counts: (line: string) => boolean) => {
    const { path, problem } = await findGo(machine, await goWanted(machine, folder));
    if (path === undefined || problem !== undefined) throw new Unobtainable(problem);
    lines = 0;
    const ended = await run(path, [...args, ...packages], {
      cwd: join(machine.modules, folder),
      env: { ...machine.env, CGO_ENABLED: "0" },
      started: workspace.note,
      line: (line) => {
        if (counts(line)) lines++;
      },
    });
    if (ended.failed) throw explain(ended.output, machine);
  };
  return {
    fetch: () =>
      told(
        progress,
        `fetching the Go modules of ${titles(programs)}`,
        () => go(["list", "-mod=readonly", "-deps", "-f", ""], isFetch),
        { during: () => `${lines} modules` },
      ),
    compile: async () => {
      const out = join(workspace.folder, `built-${folder}`);
      await mkdir(out);
      // Go names what it builds after the package, `server` for etcd; of several, each package is named as the program.
      const target = programs.length === 1 ? join(out, programs[0].name) : `${out}/`;
      const flags = ["-v", "-trimpath", "-mod=readonly", "-buildvcs=false", "-ldflags", linkFlags(programs)];
      await told(
        progress,
        `building ${titles(programs)} from Go modules`,
        () => go(["build", ...flags, "-o", target], isPackage),
        { usually: `usually ${inWords(seconds)} on 2 cores, once`, during: () => `${lines} packages compiled` },
      );
      return out;
    },
  };
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

function isFetch(line: string): boolean {
  return line.startsWith("go: downloading ");
}

function explain(output: string, machine: Machine): Error {
  if (/no space left on device|disk quota exceeded/.test(output)) {
    return new UserError(
      `the disk is full: go build needs about 6 GB for modules, its own cache, and ${machine.cache}`,
      "Free some, or set XDG_CACHE_HOME, GOCACHE, GOMODCACHE and TMPDIR to another disk.",
    );
  }
  const lines = output.split("\n").filter((line) => line !== "" && !isPackage(line) && !isFetch(line));
  return new Unobtainable(["go build failed:", ...lines.slice(-12)].join("\n      "));
}
