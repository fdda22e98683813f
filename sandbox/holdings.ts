import { join } from "node:path";
import { z } from "zod";
import type { SandboxContext } from "./context";
import { readIfThere, replaceFile } from "./files";

type Counts = Readonly<Record<string, number>>;

/**
 * Lambda Cloud tells itself what it holds: its collections keep hosts that are terminated, and no SSH key but host keys.
 * ESC's environments outlive every stack.
 */
const NOT_COUNTED = /^(lambda|esc)\./;

/** What the vendors held before the stack came: kept at the sandbox's first start, read at every later one. */
export function countsBefore({ folder, world }: SandboxContext): Counts {
  const file = join(folder, "before.json");
  const known = readIfThere(file);
  if (known !== undefined) return z.record(z.string(), z.number()).parse(JSON.parse(known));
  const counts = world.counts();
  replaceFile(file, JSON.stringify(counts));
  return counts;
}

/** What has come since. */
export function added(before: Counts, now: Counts): Record<string, number> {
  const changes = Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([name, count]) => count > 0 && !NOT_COUNTED.test(name)));
}

export function nonZero(vendor: string, counts: Counts): Record<string, number> {
  const filled = Object.entries(counts).filter(([, count]) => count > 0);
  return Object.fromEntries(filled.map(([name, count]) => [`${vendor}.${name}`, count]));
}
