import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Machine } from "./machine";
import { run } from "./run";
import { onPath } from "./search";

/** What there is of Go on this machine. */
export interface GoFound {
  readonly path?: string;
  readonly version?: string;
  /** Why it can't build a module; absent where it can. */
  readonly problem?: string;
}

/** The Go version that a module's go.mod asks for. */
export async function goWanted(machine: Machine, folder: string): Promise<string> {
  const text = await readFile(join(machine.modules, folder, "go.mod"), "utf8");
  const version = /^go (\S+)$/m.exec(text)?.[1];
  if (version === undefined) throw new Error(`${folder}/go.mod has no go line`);
  return version;
}

/** Looks whether Go is there and can build what asks for `wanted`. */
export async function findGo(machine: Machine, wanted: string): Promise<GoFound> {
  const [path] = await onPath(machine.env, "go");
  if (path === undefined) return { problem: "go is not on PATH" };
  // Not inside a module: there a newer toolchain might be fetched only to answer this.
  const answer = await run(path, ["env", "GOVERSION", "GOTOOLCHAIN"], { cwd: "/", env: machine.env });
  const [version, toolchain] = answer.output.replaceAll("go1", "1").split("\n");
  if (answer.failed || !version) return { path, problem: `${path} does not run: ${answer.output}` };
  if (compare(version, wanted) >= 0) return { path, version };
  // Since 1.21 Go fetches the toolchain that go.mod asks for, unless the user has forbidden it.
  if (compare(version, "1.21") >= 0 && toolchain !== "local") return { path, version };
  return { path, version, problem: `${path} is Go ${version}, and ${wanted} or newer is needed` };
}

function compare(a: string, b: string): number {
  const [one, other] = [a, b].map((version) => version.split(/[. ]|rc|beta/).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (one?.[i] ?? 0) - (other?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
