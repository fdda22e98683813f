import { engineVariables } from "../rehearsal/engine";
import { obtainProgramsFor } from "../rehearsal/programs";
import { runningSandbox } from "../rehearsal/running";
import { type Add, localFolder, say } from "./session";

export const addEnv: Add = (sophia) => {
  sophia
    .command("env")
    .description(
      'prints what a shell needs so that plain pulumi and kubectl reach the rehearsal: eval "$(npm run -s local -- env)"',
    )
    .action(async () => {
      const folder = localFolder();
      const variables = engineVariables(folder, await runningSandbox(), await obtainProgramsFor(folder, say));
      const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
      process.stdout.write(`${lines.join("\n")}\n`);
    });
};

/** For a POSIX shell. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
