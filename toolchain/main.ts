/** `tsx toolchain/main.ts [name...]` obtains the named programs, or all, and prints their paths: CI's cache step. */
import { UserError } from "../cli/userError";
import { obtain } from "./obtain";
import { programs } from "./programs";

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const all = programs.map(({ name }) => name);
  const paths = await obtain(names.length > 0 ? names : all, (line) => console.error(line));
  for (const [name, path] of Object.entries(paths)) console.log(`${name} ${path}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? [error.message, error.mend ?? ""].join("\n") : error);
  process.exitCode = 1;
});
