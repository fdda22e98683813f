import { randomBytes } from "node:crypto";
import { differences } from "../plugin/differences";
import { within } from "../plugin/path";
import { type Call, type Props, type ResourceKind, UNKNOWN } from "../plugin/types";
import { check } from "../table/check";
import type { Fields } from "../table/field";
import { asProps, asText, present } from "../table/value";

/** One command to run, with what an earlier one wrote. */
export interface Execution {
  /** The input that holds the command. */
  readonly property: string;
  readonly command: string;
  readonly inputs: Props;
  readonly previous: Props;
  readonly call: Pick<Call, "signal" | "say" | "isSecret">;
}

/** Runs it and gives its outputs: `stdout`, `stderr`, and what else the kind has. */
export type Runner = (execution: Execution) => Promise<Props>;

/**
 * The life of a command: `create`, then `update` (or `create` again) when an input changes, `delete` in the end. A
 * changed trigger replaces it. As in the official plugin, only `additionalSecretOutputs` makes stdout secret, whatever
 * the inputs were (pulumi-command#256).
 */
export function commandKind(fields: Fields, computed: readonly string[], run: Runner): ResourceKind<undefined> {
  const foreseen = (inputs: Props): Props => ({
    ...inputs,
    ...Object.fromEntries(computed.map((name) => [name, UNKNOWN])),
  });
  const runOne = async (names: readonly string[], inputs: Props, previous: Props, call: Call): Promise<Props> => {
    for (const property of names) {
      const command = asText(inputs[property]);
      if (command !== undefined) return await run({ property, command, inputs, previous, call });
    }
    const kept: Props = Object.fromEntries(computed.map((name) => [name, previous[name]]));
    return { stdout: "", stderr: "", ...present(kept) };
  };

  return {
    check: async (_connection, news) => check(fields, [], news),
    diff: async (_connection, olds, news) => ({ changes: differences(olds.inputs, news, within(["triggers"])) }),
    create: async (_connection, inputs, call) => {
      const id = `${call.name}${randomBytes(4).toString("hex")}`;
      if (call.preview) return { id: "", outputs: foreseen(inputs) };
      return { id, outputs: { ...inputs, ...(await runOne(["create"], inputs, {}, call)) } };
    },
    read: async (_connection, id, known) => known ?? { id, inputs: {}, outputs: {} },
    update: async (_connection, olds, news, call) => {
      if (call.preview) return foreseen(news);
      return { ...news, ...(await runOne(["update", "create"], news, olds.outputs, call)) };
    },
    delete: async (_connection, olds, call) => {
      await runOne(["delete"], olds.inputs, olds.outputs, call);
    },
  };
}

/** The environment of a command: the user's, then what the last one wrote, unless told not to. */
export function environmentOf(inputs: Props, previous: Props): Record<string, string> {
  const own = Object.entries(asProps(inputs.environment)).map(([name, value]) => [name, String(value)]);
  const wrote = inputs.addPreviousOutputInEnv === false ? {} : previous;
  const told = [
    ["PULUMI_COMMAND_STDOUT", asText(wrote.stdout) ?? ""],
    ["PULUMI_COMMAND_STDERR", asText(wrote.stderr) ?? ""],
  ];
  return Object.fromEntries([...own, ...told.filter(([, value]) => value !== "")]);
}
