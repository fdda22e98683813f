import { text } from "node:stream/consumers";
import { Interrupted } from "./interrupt";
import { UserError } from "./userError";

/**
 * A secret from standard input, or from a prompt that shows nothing where that is a terminal. One newline at the end is not part of it.
 * `severalLines`: a terminal can't take it. Errors: nothing was given; `Interrupted` at Ctrl-C.
 */
export async function readSecret(what: string, severalLines: boolean): Promise<string> {
  const { stdin } = process;
  if (stdin.isTTY && severalLines)
    throw new UserError(`${what} has several lines`, "give it on standard input: ... < file");
  const value = stdin.isTTY ? await prompt(what) : (await text(stdin)).replace(/\r?\n$/, "");
  if (value === "") throw new UserError(`no value for ${what} was given`);
  return value;
}

async function prompt(what: string): Promise<string> {
  const { stdin } = process;
  process.stderr.write(`${what} (not shown): `);
  stdin.setRawMode(true);
  try {
    return await untilEnter(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    process.stderr.write("\n");
  }
}

/** What is typed or pasted, with backspace and Ctrl-U taken into account. Errors: `Interrupted` at Ctrl-C; Ctrl-D ends it. */
export async function untilEnter(keys: AsyncIterable<Buffer | string>): Promise<string> {
  let typed: string[] = [];
  for await (const chunk of keys) {
    for (const key of chunk.toString("utf8").replace(PASTE_MARKS, "")) {
      if (key === "\r" || key === "\n" || key === "\u0004") return typed.join("");
      if (key === "\u0003") throw new Interrupted("interrupted");
      if (key === "\u007f" || key === "\b") typed.pop();
      else if (key === "\u0015") typed = [];
      else typed.push(key);
    }
  }
  return typed.join("");
}

/** What a terminal puts around pasted text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the escape sequences of a terminal look like
const PASTE_MARKS = /\x1b\[20[01]~/g;
