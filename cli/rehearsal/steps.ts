import { reportLines, summaryLine } from "../progress/lines";
import { isChange, type Progress } from "../progress/model";
import { UserError } from "../userError";
import { watch } from "./operations";
import type { Prepared } from "./prepare";

export interface Step {
  readonly name: string;
  /** What it did, in a few words. Errors: what it was to show is not so. */
  run(): Promise<string>;
}

export interface Performed {
  readonly steps: readonly { name: string; milliseconds: number; counts: string; ok: boolean }[];
  readonly failure?: string;
}

/** What a whole rehearsal goes through. `keep` leaves out the taking down. */
export function steps({ engine, sandbox }: Prepared, startedAt: number, keep: boolean): Step[] {
  const bringUp: Step[] = [
    { name: "sandbox", run: async () => `ready after ${Math.round((Date.now() - startedAt) / 100) / 10} s` },
    { name: "preview", run: async () => summaryLine(await watch("preview", (options) => engine.preview(options))) },
    { name: "up", run: async () => summaryLine(await watch("up", (options) => engine.up(options))) },
    {
      name: "preview again",
      run: async () => nothing("the second preview", await watch("preview", (options) => engine.preview(options))),
    },
    {
      name: "refresh",
      run: async () => nothing("the refresh", await watch("refresh", (options) => engine.refresh(options))),
    },
  ];
  const takeDown: Step[] = [
    { name: "unprotect", run: async () => unprotectAll(engine) },
    { name: "destroy", run: async () => summaryLine(await watch("destroy", (options) => engine.destroy(options))) },
    { name: "vendors", run: async () => emptied(await sandbox.holds()) },
  ];
  return keep ? bringUp : [...bringUp, ...takeDown];
}

/** Step by step until one fails. */
export async function perform(all: readonly Step[], say: (line: string) => void): Promise<Performed> {
  const done: { name: string; milliseconds: number; counts: string; ok: boolean }[] = [];
  for (const { name, run } of all) {
    say(`${name} …`);
    const startedAt = performance.now();
    try {
      const counts = await run();
      done.push({ name, milliseconds: Math.round(performance.now() - startedAt), counts, ok: true });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const milliseconds = Math.round(performance.now() - startedAt);
      done.push({ name, milliseconds, counts: error.message.split("\n")[0] ?? "", ok: false });
      return { steps: done, failure: `${name}: ${error.message}` };
    }
  }
  return { steps: done };
}

function unprotectAll(engine: Prepared["engine"]): string {
  engine.unprotect();
  return "sophia-infra:protect is false";
}

function nothing(what: string, progress: Progress): string {
  const changes = [...progress.resources.values()].filter(isChange);
  if (changes.length === 0) return `nothing to do, ${progress.resources.size} resources`;
  throw new UserError(`${what} should find nothing, and finds:\n${reportLines(progress).join("\n")}`);
}

/** `github.repository` and the like, which were there before the stack came, are the stand-ins' own and not counted. */
function emptied(counts: Readonly<Record<string, number>>): string {
  const left = Object.entries(counts).map(([name, count]) => `${name}: ${count}`);
  if (left.length === 0) return "every stand-in is empty";
  throw new UserError(`after destroy the vendors still hold ${left.join(", ")}`);
}
