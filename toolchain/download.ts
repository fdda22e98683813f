import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fetchFile, fetchText, obstacleTo } from "./http";
import type { Download, Program } from "./program";
import { type Progress, told } from "./progress";
import { run } from "./run";
import { Unobtainable } from "./unobtainable";

/**
 * Gives a function that downloads a program into `folder`, checks its sum, unpacks it, and gives its path there. It
 * remembers what it has fetched, for two programs may come in one archive, and which hosts can't be reached. It throws
 * Unobtainable where the download can't be had, or isn't what the vendor published.
 */
export function openDownloads(folder: string, env: NodeJS.ProcessEnv, progress: Progress) {
  const obstacles = new Map<string, Promise<string | undefined>>();
  const files = new Map<string, Promise<string>>();

  return async (program: Program, download: Download): Promise<string> => {
    const { origin, host } = new URL(download.url);
    const obstacle = await remembered(obstacles, origin, () => obstacleTo(origin));
    if (obstacle !== undefined) throw new Unobtainable(`${host} cannot be reached (${obstacle})`);
    const file = await remembered(files, download.url, () => fetchChecked(folder, program, download, progress));
    if (download.member === undefined) return file;
    const into = join(folder, `unpacked-${program.name}`);
    await mkdir(into);
    const tar = await run("tar", ["-xf", file, "-C", into, download.member], { env });
    if (tar.failed) throw new Unobtainable(`${basename(file)} could not be unpacked: ${tar.output.trim()}`);
    return join(into, download.member);
  };
}

async function fetchChecked(folder: string, program: Program, download: Download, progress: Progress): Promise<string> {
  const { host, pathname } = new URL(download.url);
  const name = basename(pathname);
  // The sum comes first: without it there is no use in fetching a hundred megabytes.
  const wanted = download.sums === undefined ? undefined : findSum(await fetchText(download.sums), name);
  if (download.sums !== undefined && wanted === undefined)
    throw new Unobtainable(`${download.sums} has no sum of ${name}`);
  const file = join(folder, `${program.name}-${name}`);
  let far = "";
  const sum = await told(
    progress,
    `downloading ${program.name} ${program.version} from ${host}`,
    () =>
      fetchFile(download.url, file, (bytes, total) => {
        far = `${megabytes(bytes)} of ${total === undefined ? "an unknown size" : megabytes(total)}`;
      }),
    { during: () => far },
  );
  if (wanted !== undefined && sum !== wanted) {
    throw new Unobtainable(`${download.url} has the SHA-256 sum ${sum}, and ${download.sums} says ${wanted}: refused`);
  }
  return file;
}

/** The SHA-256 sum of a file in a vendor's list (`sum  name` on each line), or the one sum that the text consists of. */
export function findSum(text: string, name: string): string | undefined {
  const lines = text.trim().split("\n");
  for (const line of lines) {
    const [sum = "", file] = line.trim().split(/\s+\*?/);
    const isIt = file === undefined ? lines.length === 1 : basename(file) === name;
    if (isIt && /^[0-9a-f]{64}$/i.test(sum)) return sum.toLowerCase();
  }
  return undefined;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function remembered<T>(memory: Map<string, Promise<T>>, key: string, get: () => Promise<T>): Promise<T> {
  const known = memory.get(key) ?? get();
  memory.set(key, known);
  return known;
}
