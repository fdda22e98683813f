import { basename } from "node:path";

/** How a command's text reaches its interpreter. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  /** Handed over on file descriptor 3 instead of among the arguments. */
  readonly script?: string;
}

const SHELLS = new Set(["sh", "bash", "dash", "ash", "ksh", "zsh"]);

/** Reads the command from descriptor 3 and runs it; its own standard input stays the user's. */
const READ_AND_RUN = 'command=$(cat <&3); exec 3<&-; eval "$command"';

/**
 * The official plugin puts the text among the arguments, where every user of the machine can read it (`ps`). A secret one
 * goes through a pipe here. Fails where the interpreter isn't a shell that could read it from there.
 */
export function invocationOf(interpreter: readonly string[], command: string, isSecret: boolean): Invocation {
  const [program, ...args] = interpreter.length > 0 ? interpreter : ["/bin/sh", "-c"];
  if (program === undefined) throw new Error("interpreter is an empty list; allowed: a program and its arguments.");
  if (!isSecret) return { program, args: [...args, command] };
  if (SHELLS.has(basename(program)) && args.at(-1) === "-c")
    return { program, args: [...args, READ_AND_RUN], script: command };
  throw new Error(
    `The command is secret, and the interpreter ${program} could only be told it in its arguments, which everyone can ` +
      "read. Put the secret into environment or stdin instead, or use a shell with -c.",
  );
}
