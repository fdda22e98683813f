import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { type Buildable, isBuildable, prepareBuild, titles } from "./build";
import { inCache, putInCache } from "./cache";
import { openDownloads } from "./download";
import { withLock } from "./lock";
import type { Machine } from "./machine";
import type { Program } from "./program";
import type { Progress } from "./progress";
import { askVersion } from "./search";
import { Unobtainable } from "./unobtainable";
import { openWorkspace, type Workspace } from "./workspace";

/** A program's path, or why its download and its build were not to be had. */
export interface Outcome {
  readonly program: Program;
  readonly path?: string;
  readonly download: string;
  readonly build: string;
}

interface Run {
  readonly machine: Machine;
  readonly workspace: Workspace;
  readonly progress: Progress;
  readonly download: ReturnType<typeof openDownloads>;
  /** Compiles one after the other: each uses all cores. */
  readonly queue: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Downloads or builds programs into the cache. Throws what the file system refuses. */
export async function obtainMissing(
  machine: Machine,
  missing: readonly Program[],
  progress: Progress,
): Promise<Outcome[]> {
  const workspace = await openWorkspace(machine);
  try {
    const download = openDownloads(workspace.folder, machine.env, progress);
    const run: Run = { machine, workspace, progress: eachOnce(progress), download, queue: oneAfterTheOther() };
    const groups = new Map<string, Program[]>();
    for (const program of missing) {
      const group = program.module?.folder ?? program.name;
      groups.set(group, [...(groups.get(group) ?? []), program]);
    }
    const settled = await Promise.allSettled([...groups].map(([name, group]) => obtainGroup(run, name, group)));
    return settled.flatMap((one) => {
      if (one.status === "rejected") throw one.reason;
      return one.value;
    });
  } finally {
    await workspace.remove();
  }
}

/** Obtains programs that are built together, while no other run obtains any of them. */
function obtainGroup(run: Run, name: string, group: readonly Program[]): Promise<Outcome[]> {
  const { machine, workspace, progress } = run;
  const { os, arch } = machine.platform;
  const lock = join(machine.cache, ".locks", `${name}-${group[0]?.version}-${os}-${arch}`);
  return withLock(
    lock,
    workspace.identity,
    (owner, seconds) =>
      progress(`waiting for process ${owner.pid}, which obtains ${titles(group)}: ${seconds} s so far`),
    async () => {
      const outcomes = await Promise.all(group.map((program) => fromCacheOrDownload(run, program)));
      const closed = outcomes.filter(({ path }) => path === undefined);
      const built = await fromModule(run, closed.map(({ program }) => program).filter(isBuildable));
      return outcomes.map((outcome) => ({ ...outcome, ...built.get(outcome.program) }));
    },
  );
}

async function fromCacheOrDownload(run: Run, program: Program): Promise<Outcome> {
  const { machine, progress } = run;
  const none = { program, download: "", build: "it has none" };
  const cached = await inCache(machine, program); // another run may have put it there while we waited
  if (cached !== undefined) return { ...none, path: cached.path };
  const download = program.download?.(machine.platform);
  const { os, arch } = machine.platform;
  if (download === undefined) return { ...none, download: `none is published for ${os} on ${arch}` };
  try {
    const file = await run.download(program, download);
    await requireVersion(machine, program, file, program.version);
    return { ...none, path: await putInCache(machine, program, program.version, file) };
  } catch (error) {
    if (!(error instanceof Unobtainable)) throw error;
    if (program.without === undefined) progress(`not downloaded: ${error.message}`);
    return { ...none, download: error.message };
  }
}

/** For each program its path, or why it could not be built. */
async function fromModule(run: Run, programs: readonly Buildable[]): Promise<Map<Program, Partial<Outcome>>> {
  const [first, ...others] = programs;
  if (first === undefined) return new Map();
  const { machine, workspace, progress } = run;
  try {
    const build = prepareBuild(machine, workspace, [first, ...others], progress);
    await build.fetch(); // while another one compiles
    const folder = await run.queue(build.compile);
    const built = programs.map(async (program): Promise<[Program, Partial<Outcome>]> => {
      const file = join(folder, program.name);
      await requireVersion(machine, program, file, program.version);
      return [program, { path: await putInCache(machine, program, program.module.version ?? program.version, file) }];
    });
    return new Map(await Promise.all(built));
  } catch (error) {
    if (!(error instanceof Unobtainable)) throw error;
    return new Map(programs.map((program) => [program, { build: error.message }]));
  }
}

/** Throws Unobtainable where a program doesn't run on this machine or isn't what it is named. */
async function requireVersion(machine: Machine, program: Program, file: string, version: string): Promise<void> {
  if (typeof program.onPath !== "object" || !("ask" in program.onPath)) return;
  await chmod(file, 0o755);
  const found = await askVersion(file, program.onPath.ask, machine.env);
  if (found === version) return;
  throw new Unobtainable(`it reports the version ${found ?? "unknown"} instead of ${version}, or does not run here`);
}

function oneAfterTheOther(): Run["queue"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined); // whoever queued it sees the error; the next one is not kept back by it
    return result;
  };
}

function eachOnce(progress: Progress): Progress {
  const told = new Set<string>();
  return (line) => {
    if (!told.has(line)) progress(line);
    told.add(line);
  };
}
