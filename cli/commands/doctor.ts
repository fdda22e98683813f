import { Ports } from "../../sandbox/ports";
import { examine, type ProgramReport } from "../../toolchain/examine";
import { paint, table } from "../terminal";
import { UserError } from "../userError";
import { type Add, jsonOption, localFolder } from "./session";

export const addDoctor: Add = (sophia) => {
  sophia
    .command("doctor")
    .description("shows which programs are there, where they were found, what is missing and what mends it")
    .addOption(jsonOption())
    .action(async ({ json }: { json?: boolean }) => {
      const reports = await examine(loopbackAddresses());
      process.stdout.write(`${json === true ? JSON.stringify(reports) : reportTable(reports)}\n`);
      const lacking = reports.filter((report) => report.necessary && report.mend !== undefined);
      if (lacking.length > 0) throw new UserError(`missing: ${lacking.map(({ program }) => program).join(", ")}`);
    });
};

/** macOS answers on 127.0.0.1 alone until it is told otherwise; Linux on the whole of 127.0.0.0/8. */
function loopbackAddresses(): string[] {
  if (process.platform !== "darwin") return [];
  const { network } = new Ports(localFolder().path);
  return [2, 3, 4, 5, 6].map((host) => `${network}.${host}`);
}

function reportTable(reports: readonly ProgramReport[]): string {
  const rows = reports.map(({ program, wanted, where, version = "", path = "", missing, mend, necessary }) => {
    const mark = missing === undefined ? paint("green", "✓") : necessary ? paint("red", "✗") : paint("yellow", "–");
    const found = where === "absent" ? "" : `${where} ${version}`;
    return { row: [mark, program, wanted, found, missing ?? path], mend };
  });
  const mends = rows.flatMap(({ row, mend }) => (mend === undefined ? [] : [`${row[1]}: ${mend}`]));
  const all = table(
    ["", "program", "wanted", "found", "where, or what is missing"],
    rows.map(({ row }) => row),
  );
  return mends.length === 0 ? all : `${all}\n\n${paint("bold", "To mend:")}\n${mends.join("\n")}`;
}
