import { outputsTable } from "../outputs";
import { summaryLine } from "../progress/lines";
import { watch } from "../rehearsal/operations";
import { duration, paint } from "../terminal";
import { type Add, onLocal, say } from "./session";

export const addUp: Add = (sophia) => {
  sophia
    .command("up")
    .description("brings the local stack up; starts the sandbox where it isn't running")
    .action(async () => {
      const startedAt = Date.now();
      await onLocal(async ({ engine, sandbox }) => {
        const progress = await watch("up", (options) => engine.up(options));
        say(
          `${paint("green", "up", process.stderr)}: ${summaryLine(progress)} in ${duration(Date.now() - startedAt)}\n`,
        );
        process.stdout.write(`${outputsTable(await engine.outputs())}\n`);
        say(lookAround(sandbox.address.kubeconfig));
      });
    });
};

function lookAround(kubeconfig: string): string {
  return `
Look around:
  kubectl --kubeconfig ${kubeconfig} get deploy,hpa,svc -A
  npm run local -- status            what runs, and what each vendor holds
  npm run local -- preview           the plan again: nothing to do
  eval "$(npm run -s local -- env)"  then plain pulumi: pulumi preview --stack local
  npm run local -- destroy           takes it all down;  npm run local -- stop  ends the sandbox`;
}
