import { readPublicKey } from "../publicKey";
import { execute, type Outcome } from "./commands";
import type { Machine } from "./machine";
import { splitWords } from "./words";

type Script = (machine: Machine, args: readonly string[], stdin: string) => Promise<Outcome>;

/**
 * What the scripts of the fleet's cloud-init do, on a host whose user data brought them along. Imitated by their paths and
 * not run: nothing of a rehearsal runs on the machine it is held on.
 */
const SCRIPTS: Readonly<Record<string, Script>> = {
  "/usr/local/sbin/await-installation": async (machine) => execute(machine, "cloud-init status --wait"),
  "/usr/local/sbin/authorize-keys": async ({ surroundings }, _args, stdin) => {
    const lines = stdin.split("\n").filter((line) => line.trim() !== "");
    if (!lines.some((line) => readPublicKey(line) !== undefined)) {
      return { stdout: "", stderr: "no usable public key on standard input\n", code: 1 };
    }
    surroundings.authorize(lines);
    return { stdout: "", stderr: "", code: 0 };
  },
  "/usr/local/sbin/leave-cluster": async ({ surroundings }, [node = "", launch = ""]) => {
    try {
      return { stdout: await surroundings.leave(node, launch), stderr: "", code: 0 };
    } catch (error) {
      return { stdout: "", stderr: `error: ${error instanceof Error ? error.message : error}\n`, code: 1 };
    }
  },
};

/** Runs one command line as `ubuntu`; root's scripts want `sudo`. */
export async function perform(machine: Machine, line: string, stdin: () => Promise<string>): Promise<Outcome> {
  const split = splitWords(line);
  const [first, path = "", ...args] = "unsupported" in split ? [] : split.words;
  const script = first === "sudo" && machine.files.has(path) ? SCRIPTS[path] : undefined;
  return script === undefined ? execute(machine, line) : await script(machine, args, await stdin());
}
