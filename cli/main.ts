import { Command, CommanderError } from "commander";
import { addDestroy } from "./commands/destroy";
import { addDoctor } from "./commands/doctor";
import { addEnv } from "./commands/env";
import { addEsc } from "./commands/esc";
import { addFault } from "./commands/fault";
import { addGpu } from "./commands/gpu";
import { addMigrate } from "./commands/migrate";
import { addPreview } from "./commands/preview";
import { addRefresh } from "./commands/refresh";
import { addRehearse } from "./commands/rehearse";
import { addRotate } from "./commands/rotate";
import { addStatus } from "./commands/status";
import { addStop } from "./commands/stop";
import { addUp } from "./commands/up";
import { addWorld } from "./commands/world";
import { reportFailure } from "./failure";

const sophia = new Command("sophia")
  .description(
    "Rehearses the platform on this machine: the real Pulumi engine, a real Kubernetes, stand-ins for the vendors.",
  )
  .addHelpText(
    "after",
    `
Only plain pulumi and gpu, rotate, esc and migrate touch the real staging and prod. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`,
  )
  .showHelpAfterError("(sophia --help shows the commands)")
  .exitOverride();

for (const add of [addUp, addPreview, addRefresh, addDestroy, addStatus, addStop, addEnv]) add(sophia);
for (const add of [addRehearse, addGpu, addRotate, addEsc, addMigrate, addDoctor, addFault, addWorld]) add(sophia);

/** `npm run local` is `sophia up`, `npm run local -- preview` is `sophia preview`: `--default` names the verb for no words. */
function words(args: readonly string[]): string[] {
  const [first, fallback, ...rest] = args;
  if (first !== "--default" || fallback === undefined) return [...args];
  const verb = rest.some((word) => !word.startsWith("-") || word === "-h" || word === "--help") ? [] : [fallback];
  return [...verb, ...rest];
}

sophia.parseAsync(words(process.argv.slice(2)), { from: "user" }).catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  process.exit(reportFailure(error));
});
