import { reportLines } from "../progress/lines";
import { watch } from "../rehearsal/operations";
import { type Add, onLocal } from "./session";

export const addRefresh: Add = (sophia) => {
  sophia
    .command("refresh")
    .description("looks at every vendor and shows what was changed there, with path and values; `up` mends it")
    .action(async () => {
      await onLocal(async ({ engine }) => {
        const progress = await watch("refresh", (options) => engine.refresh(options));
        const found = reportLines(progress);
        const verdict =
          found.length === 0 ? "no drift: every vendor has what the state says" : "mend it: npm run local";
        process.stdout.write(`${[...found, verdict].join("\n")}\n`);
      });
    });
};
