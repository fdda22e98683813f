import type { Client } from "ssh2";
import type { Props, ResourceKind } from "../plugin/types";
import { asProps, asText } from "../table/value";
import { REMOTE_COMMAND } from "./fields";
import { commandKind, type Execution, environmentOf } from "./kind";
import { Output } from "./output";
import { withConnection } from "./ssh";

/**
 * `command:remote:Command`. As with the official plugin, the host decides which environment variables it accepts
 * (AcceptEnv of its sshd), and one that it doesn't is silently not there.
 */
export function remoteCommand(): ResourceKind<undefined> {
  return commandKind(REMOTE_COMMAND, ["stdout", "stderr"], async (execution) => {
    const { inputs, call } = execution;
    return await withConnection(asProps(inputs.connection), call.signal, (client) => run(client, execution));
  });
}

async function run(client: Client, { command, inputs, previous, call }: Execution): Promise<Props> {
  const output = new Output(asText(inputs.logging), (line) => call.say("info", line));
  const outcome = await new Promise<string | undefined>((resolve, reject) => {
    client.on("close", () => reject(new Error("The connection was lost while the command ran.")));
    client.exec(command, { env: environmentOf(inputs, previous) }, (refused, channel) => {
      if (refused) {
        reject(refused);
        return;
      }
      channel.on("data", (chunk: Buffer) => output.take("stdout", chunk));
      channel.stderr.on("data", (chunk: Buffer) => output.take("stderr", chunk));
      channel.on("close", (code: number | null, signal?: string) => resolve(outcomeOf(code, signal)));
      channel.on("error", reject);
      channel.end(asText(inputs.stdin) ?? "");
    });
  }).finally(() => output.end());
  call.signal.throwIfAborted();
  if (outcome !== undefined) throw new Error(`${outcome}: running ${JSON.stringify(command)}:\n${output.everything()}`);
  return { stdout: output.text("stdout"), stderr: output.text("stderr") };
}

/** How the command failed, in Go's words, which people know from the official plugin; undefined where it didn't. */
function outcomeOf(code: number | null, signal: string | undefined): string | undefined {
  if (code === 0) return undefined;
  if (code === null && signal === undefined) return "wait: remote command exited without exit status or exit signal";
  return code === null ? `Process exited with signal ${signal}` : `Process exited with status ${code}`;
}
