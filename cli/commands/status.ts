import { findSandbox } from "../../sandbox/client";
import { table } from "../terminal";
import { type Add, jsonOption, localFolder } from "./session";

export const addStatus: Add = (sophia) => {
  sophia
    .command("status")
    .description("shows what of the sandbox runs and what each vendor holds")
    .addOption(jsonOption())
    .action(async ({ json }: { json?: boolean }) => {
      const sandbox = await findSandbox(localFolder().path);
      const parts = sandbox?.address.facts ?? {};
      const holds = (await sandbox?.holds()) ?? {};
      if (json === true) {
        process.stdout.write(`${JSON.stringify({ running: sandbox !== undefined, parts, holds })}\n`);
      } else if (sandbox === undefined) {
        process.stdout.write("no sandbox is running; start it: npm run local\n");
      } else {
        const facts = Object.entries(parts).map(([part, values]) => [part, describe(values)]);
        const counts = Object.entries(holds).map(([name, count]) => [name, String(count)]);
        process.stdout.write(`${table(["part", "where"], facts)}\n\n${table(["vendor's objects", "count"], counts)}\n`);
      }
    });
};

function describe(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
