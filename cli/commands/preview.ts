import { reportLines, summaryLine } from "../progress/lines";
import { watch } from "../rehearsal/operations";
import { type Add, onLocal } from "./session";

export const addPreview: Add = (sophia) => {
  sophia
    .command("preview")
    .description("shows what `up` would change, property by property")
    .action(async () => {
      await onLocal(async ({ engine }) => {
        const progress = await watch("preview", (options) => engine.preview(options));
        process.stdout.write(`${[...reportLines(progress), `plan: ${summaryLine(progress)}`].join("\n")}\n`);
      });
    });
};
