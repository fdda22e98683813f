import { reportLines } from "../progress/lines";
import { OperationFailed, watch } from "../rehearsal/operations";
import { type Add, onLocal } from "./session";

export const addRefresh: Add = (sophia) => {
  sophia
    .command("refresh")
    .description("looks at every vendor and shows what was changed there, with path and values; `up` mends it")
    .action(async () => {
      await onLocal(async ({ engine }) => {
        const progress = await watch("refresh", (options) => engine.refresh(options)).catch((error: unknown) => {
          // Where the cluster's only host is gone, nothing in it can be looked at; what was found is told all the same.
          if (error instanceof OperationFailed) print(reportLines(error.progress));
          throw error;
        });
        const found = reportLines(progress);
        const verdict =
          found.length === 0 ? "no drift: every vendor has what the state says" : "mend it: npm run local";
        print([...found, verdict]);
      });
    });
};

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
