import { resolve } from "node:path";
import type { Invoke, Props, ResourceKind } from "../plugin/types";
import { check } from "../table/check";
import { asList, asText, present } from "../table/value";
import { LOCAL_COMMAND, RUN } from "./fields";
import { archiveOf, assetsOf, findFiles } from "./found";
import { invocationOf } from "./invocation";
import { commandKind, type Execution, environmentOf } from "./kind";
import { Output } from "./output";
import { runProcess } from "./process";

/** `command:local:Command`; relative folders begin at `folder`. */
export function localCommand(folder: string): ResourceKind<undefined> {
  return commandKind(LOCAL_COMMAND, ["stdout", "stderr", "assets", "archive"], (execution) => run(folder, execution));
}

/** `command:local:run`: runs whenever it is asked, in previews too. */
export function localRun(folder: string): Invoke<undefined> {
  return async (_connection, args, call) => {
    const { inputs, mistakes } = check(RUN, [], args);
    if (mistakes.length > 0) return { outputs: {}, mistakes };
    const silent = { ...call, say: () => undefined };
    const execution = { property: "command", command: String(inputs.command), inputs, previous: {}, call: silent };
    const outputs = await run(folder, execution);
    return { outputs: { ...inputs, ...outputs } };
  };
}

async function run(folder: string, { property, command, inputs, previous, call }: Execution): Promise<Props> {
  const isSecret = (name: string) => call.isSecret?.(name) ?? true;
  if (inputs.interpreter !== undefined && isSecret("interpreter")) {
    throw new Error("interpreter is secret, and would show in the arguments of a process. Use environment or stdin.");
  }
  const dir = resolve(folder, asText(inputs.dir) ?? ".");
  const output = new Output(asText(inputs.logging), (line) => call.say("info", line));
  const start = {
    invocation: invocationOf(asList(inputs.interpreter).map(String), command, isSecret(property)),
    dir,
    environment: environmentOf(inputs, previous),
    stdin: asText(inputs.stdin) ?? "",
    signal: call.signal,
  };
  try {
    await runProcess(start, command, output);
  } finally {
    output.end();
  }
  const found = (globs: Props[string]) => findFiles(dir, asList(globs).map(String));
  return present({
    stdout: output.text("stdout"),
    stderr: output.text("stderr"),
    assets: inputs.assetPaths === undefined ? undefined : assetsOf(dir, found(inputs.assetPaths)),
    archive: inputs.archivePaths === undefined ? undefined : archiveOf(dir, found(inputs.archivePaths)),
  });
}
