import { CommandError } from "@pulumi/pulumi/automation";
import { interruptible } from "../interrupt";
import { openDisplay } from "../progress/display";
import type { Progress } from "../progress/model";
import { UserError } from "../userError";
import type { RunOptions } from "./engine";

/** What the engine and the vendors said, and how far it got. */
export class OperationFailed extends UserError {
  constructor(
    message: string,
    readonly progress: Progress,
  ) {
    super(message);
  }
}

/** Runs one operation of the engine and shows it. Errors: `OperationFailed`. */
export async function watch(what: string, operation: (options: RunOptions) => Promise<unknown>): Promise<Progress> {
  const display = openDisplay();
  let progress: Progress | undefined;
  try {
    await interruptible((signal) => operation({ onEvent: display.onEvent, signal }));
  } catch (error) {
    progress = display.close();
    if (error instanceof CommandError) throw new OperationFailed(failureText(what, progress, error), progress);
    throw error;
  } finally {
    progress ??= display.close();
  }
  return progress;
}

/** The engine's diagnostics where it gave any; else, as when the program could not start, the end of what it printed. */
function failureText(what: string, progress: Progress, error: Error): string {
  const messages = [...new Set(progress.errors.map(({ urn, message }) => `${resourceName(urn)}${message}`))];
  // The engine sums up with "update failed" once the resource's own error has been told.
  const telling = messages.filter((message) => !/^(update|preview|refresh|destroy) failed$/.test(message));
  const said = telling.length > 0 ? telling : [error.message];
  return `${what} failed\n${said.map((text) => `  ${text.replaceAll("\n", "\n  ")}`).join("\n")}`;
}

function resourceName(urn: string): string {
  const name = urn.slice(urn.lastIndexOf("::") + 2);
  return urn === "" || urn.includes("::pulumi:pulumi:Stack::") ? "" : `${name}: `;
}
