import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../cli/userError";
import type { Machine } from "./machine";
import type { Program } from "./program";

/** Where a program of that version lies in the cache, if it is there: `<cache>/etcd/3.6.4-linux-amd64/etcd`. */
function placeOf(machine: Machine, program: Program, version: string): string {
  const { os, arch } = machine.platform;
  return join(machine.cache, program.name, `${version}-${os}-${arch}`, program.name);
}

/** The program and its version where the cache has it. What is there is whole: it came by one rename. */
export async function inCache(
  machine: Machine,
  program: Program,
): Promise<{ path: string; version: string } | undefined> {
  for (const version of new Set([program.version, program.module?.version ?? program.version])) {
    const path = placeOf(machine, program, version);
    if (await isExecutable(path)) return { path, version };
  }
  return undefined;
}

export function isExecutable(file: string): Promise<boolean> {
  return stat(file).then(
    (it) => it.isFile() && (it.mode & 0o111) !== 0,
    () => false, // not there, or not for us to see
  );
}

/** Moves a finished program, from a folder on the same file system, to its place in the cache; gives the place. */
export async function putInCache(
  machine: Machine,
  program: Program,
  version: string,
  finished: string,
): Promise<string> {
  const place = placeOf(machine, program, version);
  const file = await open(finished, "r+");
  await file.chmod(0o755);
  await file.sync(); // or a power cut could leave the new name on an empty file
  await file.close();
  const folder = `${finished}.whole`;
  await mkdir(folder);
  await rename(finished, join(folder, program.name));
  await mkdir(dirname(dirname(place)), { recursive: true });
  await rename(folder, dirname(place)).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    if (await isExecutable(place)) return; // another run was quicker
    await rm(dirname(place), { recursive: true }); // someone emptied it by hand
    await rename(folder, dirname(place));
  });
  return place;
}

/** Puts what the file system refused into words that say what to do; other errors are given back as they are. */
export function explainFileError(machine: Machine, error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new UserError(`the disk that holds ${machine.cache} is full`, "Free 3 GB there, or set XDG_CACHE_HOME.");
  }
  if (code === "EACCES" || code === "EROFS" || code === "EPERM" || code === "ENOTDIR") {
    return new UserError(
      `the cache folder ${machine.cache} cannot be written (${code})`,
      "Make it writable, or set XDG_CACHE_HOME to a folder that is.",
    );
  }
  return error;
}
