import type { Command } from "commander";
import { Option } from "commander";
import { RehearsalFolder } from "../rehearsal/folder";
import { type Prepared, prepare } from "../rehearsal/prepare";
import { withRunLock } from "../rehearsal/runLock";

/** The rehearsal that the everyday verbs work on. */
export function localFolder(): RehearsalFolder {
  return new RehearsalFolder("local");
}

/** Runs `work` on the prepared local rehearsal, alone. */
export async function onLocal<T>(work: (prepared: Prepared) => Promise<T>): Promise<T> {
  const folder = localFolder();
  folder.create();
  return await withRunLock(folder, async () => work(await prepare(folder, say)));
}

/** Progress of ours goes to standard error: standard output is for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function jsonOption(): Option {
  return new Option("--json", "for machines: JSON on standard output");
}

export type Add = (sophia: Command) => void;
