import { summaryLine } from "../progress/lines";
import { watch } from "../rehearsal/operations";
import { type Add, onLocal, say } from "./session";

export const addDestroy: Add = (sophia) => {
  sophia
    .command("destroy")
    .description("takes the local stack down; the sandbox goes on until `stop`")
    .action(async () => {
      await onLocal(async ({ engine }) => {
        const progress = await watch("destroy", (options) => engine.destroy(options));
        say(`destroyed: ${summaryLine(progress)}`);
      });
    });
};
