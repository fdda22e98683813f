import { lambdaSshKey } from "../../ops/rotation/ssh/lambdaSshKey";
import { type RotationStatus, statusOf, statusRow } from "../../ops/rotation/status";
import { table } from "../terminal";
import { atCloud } from "./rotateCloud";
import { lambdaSshKeyLedger } from "./rotatePlace";
import { inRehearsal, rehearsedStore } from "./rotateRehearsal";
import { explainedFor, runRotation } from "./rotateRun";
import { type Add, jsonOption } from "./session";
import { onStack, type StackOptions } from "./stack";

interface Options extends StackOptions {
  readonly now?: boolean;
  readonly json?: boolean;
}

export const addRotate: Add = (sophia) => {
  const group = sophia
    .command("rotate")
    .description(
      "replaces what rotates by itself: the SSH key of the hosts. A killed run is gone on with by the next one",
    );
  onStack(group.command("run", { isDefault: true }))
    .description("goes on with the stack's rotation, or begins one where it is due")
    .option("--now", "due or not; also goes on where it had stopped for a person")
    .action(async ({ stack, organization, now }: Options) => {
      if (stack === "local") await inRehearsal(stack, (place) => runRotation(place, now === true));
      else await runRotation(atCloud(stack, organization), now === true);
    });
  onStack(group.command("status"))
    .description("shows how old each is, where its rotation is, and when it is due")
    .addOption(jsonOption())
    .action(async ({ stack, organization, json }: Options) => {
      const store = stack === "local" ? await rehearsedStore(stack) : atCloud(stack, organization).store;
      const { state } = await lambdaSshKeyLedger(store, stack).read().catch(explainedFor(stack));
      const statuses = [statusOf(lambdaSshKey.id, state, lambdaSshKey, new Date())];
      process.stdout.write(`${json === true ? JSON.stringify(statuses) : statusTable(statuses)}\n`);
    });
};

function statusTable(statuses: readonly RotationStatus[]): string {
  const rows = statuses.map((status) => statusRow(status, new Date()));
  return table(["credential", "age", "step", "next due"], rows);
}
