import { committedDefinitions } from "../../../ops/esc/check";
import type { Committed } from "../../../ops/esc/definitions";
import { hunks } from "../../../ops/esc/lineDiff";
import { diffOf, type Step } from "../../../ops/esc/plan";
import { type Comparison, compare } from "../../../ops/esc/push";
import { paint } from "../../terminal";
import { type Add, jsonOption, say } from "../session";
import { onEnvironments, type Where, whereOptions } from "./where";

export const addEscDiff: Add = (esc) => {
  const command = esc.command("diff").description("shows where the files in esc/ and ESC's own environments differ");
  for (const option of [...whereOptions(), jsonOption()]) command.addOption(option);
  command.action(async ({ json, ...where }: Where & { json?: boolean }) => {
    const committed = committedDefinitions();
    const comparison = await onEnvironments(where, (store) => compare(store, committed));
    if (json === true) process.stdout.write(`${JSON.stringify(differences(comparison, committed))}\n`);
    else showDifferences(comparison, committed);
  });
};

/** To standard output, secrets masked. */
export function showDifferences(comparison: Comparison, committed: readonly Committed[]): void {
  const changed = differences(comparison, committed);
  for (const { name, kind, lines } of changed) {
    process.stdout.write(`${paint("bold", name)}  ${WORDS[kind]}\n`);
    for (const line of hunks(lines)) {
      if (line === undefined) process.stdout.write(`${paint("dim", "    …")}\n`);
      else process.stdout.write(`  ${paint(COLOURS[line.sign], `${line.sign} ${line.text}`)}\n`);
    }
  }
  if (changed.length === 0) say("ESC holds what the files in esc/ say");
}

function differences({ steps, held }: Comparison, committed: readonly Committed[]) {
  const changed = steps.filter(({ kind }) => kind !== "unchanged");
  return changed.map((step) => ({ name: step.name, kind: step.kind, lines: diffOf(step, held[step.name], committed) }));
}

const COLOURS = { "-": "red", "+": "green", " ": "dim" } as const;

export const WORDS: Readonly<Record<Step["kind"], string>> = {
  create: "is not there yet",
  "create-empty": "is not there yet, and begins empty",
  update: "differs",
  unchanged: "is as in esc/",
  refused: "holds a secret that esc/ can't hold",
};
