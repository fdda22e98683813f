import { rmSync } from "node:fs";
import { stopSandbox } from "../../sandbox/client";
import { withRunLock } from "../rehearsal/runLock";
import { type Add, localFolder, say } from "./session";

export const addStop: Add = (sophia) => {
  sophia
    .command("stop")
    .description("ends the sandbox; what the vendors hold stays for the next `up`")
    .option("--forget", "also deletes the state folder: the next `up` begins from nothing")
    .action(async ({ forget }: { forget?: boolean }) => {
      const folder = localFolder();
      folder.create();
      await withRunLock(folder, async () => {
        say((await stopSandbox(folder.path)) ? "the sandbox is stopped" : "no sandbox was running");
      });
      if (forget !== true) return;
      rmSync(folder.path, { recursive: true, force: true });
      say("the rehearsal is forgotten");
    });
};
