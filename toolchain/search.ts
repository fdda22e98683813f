import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { inCache, isExecutable } from "./cache";
import type { Machine } from "./machine";
import { type Program, serves } from "./program";

/** A program on this machine. */
interface Found {
  readonly path: string;
  /** Absent where it can't be told. */
  readonly version?: string;
  readonly where: "PATH" | "cache" | "installed";
}

/** What a search came to: the program, or those on PATH that don't serve. */
export interface Search {
  readonly found?: Found;
  readonly refused: readonly { readonly path: string; readonly version: string }[];
}

/** Looks for a program that serves: on PATH, where it may be installed, in the cache. Changes nothing. */
export async function search(machine: Machine, program: Program, all: readonly Program[]): Promise<Search> {
  const { found, refused } = await searchPath(machine, program, all);
  if (found !== undefined) return { found, refused };
  if (program.installed !== undefined) {
    const path = join(program.installed(machine.env), program.name);
    if (await isExecutable(path)) return { found: { path, version: program.version, where: "installed" }, refused };
  }
  const cached = await inCache(machine, program);
  return { found: cached && { ...cached, where: "cache" }, refused };
}

async function searchPath(machine: Machine, program: Program, all: readonly Program[]): Promise<Search> {
  const rule = program.onPath;
  const refused: { path: string; version: string }[] = [];
  if (rule === undefined) return { refused };
  for (const path of await onPath(machine.env, program.name)) {
    if (rule === "always") return { found: { path, where: "PATH" }, refused };
    if ("beside" in rule) {
      const other = all.find(({ name }) => name === rule.beside);
      const { found } = other === undefined ? {} : await searchPath(machine, other, all);
      if (found !== undefined && (await folderOf(found.path)) === (await folderOf(path))) {
        return { found: { path, version: found.version, where: "PATH" }, refused };
      }
    } else {
      const version = await askVersion(path, rule.ask, machine.env);
      if (version !== undefined && serves(version, program.version, rule.serves)) {
        return { found: { path, version, where: "PATH" }, refused };
      }
      refused.push({ path, version: version ?? "unknown" });
    }
  }
  return { refused };
}

/** All executables of that name on PATH, the first one first. */
export async function onPath(env: NodeJS.ProcessEnv, name: string): Promise<string[]> {
  const files = (env.PATH ?? "")
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name));
  const there = await Promise.all(files.map(isExecutable));
  return files.filter((_, index) => there[index]);
}

/** The version that a program reports; undefined if it reports none within 5 s. */
export function askVersion(path: string, ask: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }; // which would ask the network
  return new Promise((resolve) => {
    execFile(path, [...ask], { env: quiet, timeout: 5000 }, (failure, stdout, stderr) => {
      resolve(failure ? undefined : /\d+\.\d+\.\d+/.exec(stdout + stderr)?.[0]);
    });
  });
}

async function folderOf(path: string): Promise<string> {
  return dirname(await realpath(path));
}
