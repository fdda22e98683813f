import { examine } from "../../toolchain/examine";
import { paint, table } from "../terminal";
import { UserError } from "../userError";
import { type Add, jsonOption } from "./session";

export const addDoctor: Add = (sophia) => {
  sophia
    .command("doctor")
    .description("shows which programs are there, where they were found, what is missing and what mends it")
    .addOption(jsonOption())
    .action(async ({ json }: { json?: boolean }) => {
      const reports = await examine();
      if (json === true) {
        process.stdout.write(`${JSON.stringify(reports)}\n`);
      } else {
        process.stdout.write(`${table(["", "program", "wanted", "found", "mend"], reports.map(row))}\n`);
      }
    });
};
