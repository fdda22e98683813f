import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Where something was read, and what stands there. */
type Place = readonly [name: string, text: string];

/** Which secret is in clear where, as `id in place`: as it is, as JSON writes it, or in base64. */
export function findSecrets(secrets: Readonly<Record<string, string>>, places: readonly Place[]): string[] {
  return Object.entries(secrets).flatMap(([id, value]) => {
    // A key's own lines, as one of its line ends may be written differently; its frame is no secret.
    const lines = value.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"));
    const base64 = Buffer.from(value).toString("base64").replace(/=+$/, "");
    const needles = [...lines, base64];
    return places
      .filter(([, text]) => needles.some((needle) => text.includes(needle)))
      .map(([name]) => `${id} in ${name}`);
  });
}

/** Every file below a folder. */
export function readTree(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, "latin1")]);
}

/** Looks at the arguments of all processes, as any user of the machine can, while `work` runs. */
export async function spyOnArguments<T>(work: () => Promise<T>, done: (seen: ReadonlySet<string>) => void): Promise<T> {
  const seen = new Set<string>();
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) seen.add(argumentsOf(pid));
      await sleep(30);
    }
  })();
  try {
    return await work();
  } finally {
    ended.abort();
    await watching;
    done(seen);
  }
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch (error) {
    // It has ended since the folder was listed.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}
