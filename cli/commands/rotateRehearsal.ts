import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { cloudStore } from "../../ops/esc/cloudStore";
import type { EnvironmentStore } from "../../ops/esc/store";
import { AttemptFailed } from "../../ops/rotation/adapter";
import { sshSettings } from "../../ops/rotation/ssh/stackDoors";
import { rehearsalAccess } from "../escAccess";
import { RehearsalFolder, type StackName } from "../rehearsal/folder";
import { watch } from "../rehearsal/operations";
import { type Prepared, prepare } from "../rehearsal/prepare";
import { withRunLock } from "../rehearsal/runLock";
import { runningSandbox } from "../rehearsal/running";
import { UserError } from "../userError";
import type { RotationPlace } from "./rotatePlace";
import { say } from "./session";

/** Runs `work` on the stack's rehearsal, alone. */
export async function inRehearsal(stack: StackName, work: (place: RotationPlace) => Promise<void>): Promise<void> {
  const folder = new RehearsalFolder(stack);
  folder.create();
  await withRunLock(folder, async () => work(placeOf(folder, await prepare(folder, say))));
}

/** The rehearsal's environments, to be looked at. Errors: it isn't running. */
export async function rehearsedStore(stack: StackName): Promise<EnvironmentStore> {
  const folder = new RehearsalFolder(stack);
  return cloudStore(rehearsalAccess(folder, await runningSandbox(folder)));
}

function placeOf(folder: RehearsalFolder, first: Prepared): RotationPlace {
  return {
    stack: folder.stack,
    store: cloudStore(rehearsalAccess(folder, first.sandbox)),
    ssh: () => sshSettings(parse(readFileSync(folder.configFile, "utf8"))),
    hosts: async () => (await first.engine.outputs()).hosts?.value,
    up: async () => {
      // Opens the environment again, as every `pulumi up` does.
      const { engine } = await prepare(folder, say);
      await watch("up", (options) => engine.up(options)).catch((error: unknown) => {
        throw error instanceof UserError ? new AttemptFailed(error.message) : error;
      });
    },
  };
}
