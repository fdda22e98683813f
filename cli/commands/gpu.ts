import type { InventoryRow, Standing } from "../../ops/gpu/inventory";
import { reap } from "../../ops/gpu/reap";
import { RehearsalFolder } from "../rehearsal/folder";
import { withRunLock } from "../rehearsal/runLock";
import { paint, table } from "../terminal";
import { gpuPlace } from "./gpuPlace";
import { type Add, jsonOption, say } from "./session";
import { onStack, type StackOptions } from "./stack";

interface Options extends StackOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

export const addGpu: Add = (sophia) => {
  const group = sophia.command("gpu").description("GPU hosts at Lambda Cloud against the stack's state");
  onStack(group.command("ls", { isDefault: true }))
    .description("lists every host that is billed: what it is to the stack, how old it is and what it has cost")
    .addOption(jsonOption())
    .action(async ({ json, ...where }: Options) => {
      const rows = await (await gpuPlace(where)).look();
      print(json === true ? JSON.stringify(rows) : hostTable(rows));
    });
  onStack(group.command("reap"))
    .description("lists hosts that carry the stack's tags but are in no state, and with --yes terminates them")
    .option("--yes", "really terminates them")
    .addOption(jsonOption())
    .action(async (options: Options) => {
      if (options.stack !== "local") return await reapStrays(options);
      // Not while an `up` is at work.
      await withRunLock(new RehearsalFolder("local"), () => reapStrays(options));
    });
};

async function reapStrays({ yes, json, ...where }: Options): Promise<void> {
  const { stack } = where;
  const place = await gpuPlace(where);
  const strays = (await place.look()).filter(({ standing }) => standing === "stray");
  if (yes === true) await reap(place.client, strays, say);
  if (json === true) return print(JSON.stringify({ terminated: yes === true, strays }));
  if (strays.length === 0) return print(`no strays: every host with the tags of stack ${stack} is in its state`);
  print(hostTable(strays));
  if (yes === true) return say(`terminated ${strays.length}`);
  say(`nothing was terminated; to do it: sophia gpu reap --stack ${stack} --yes`);
  say("where one of them should stay, `up` takes it over as long as the program declares a host with its key");
}

const STYLES: Readonly<Record<Standing, "green" | "yellow" | "red" | "dim">> = {
  known: "green",
  "coming up": "yellow",
  missing: "red",
  stray: "red",
  autoscaled: "green",
  other: "dim",
};

function hostTable(rows: readonly InventoryRow[]): string {
  const heading = ["host", "standing", "status", "type", "region", "age", "$/h", "$ so far", "id"];
  const cells = rows.map((row) => [
    row.name,
    `${paint(STYLES[row.standing], row.standing)}${row.standing === "other" ? ` (${row.stack ?? "no tags"})` : ""}`,
    row.status,
    row.type,
    row.region,
    row.ageHours === undefined ? "?" : age(row.ageHours),
    row.dollarsPerHour?.toFixed(2) ?? "?",
    row.dollarsSoFar?.toFixed(2) ?? "?",
    row.id,
  ]);
  const known = rows.flatMap(({ dollarsPerHour }) => dollarsPerHour ?? []);
  const sum = known.reduce((total, price) => total + price, 0);
  return `${table(heading, cells)}\n${rows.length === 1 ? "1 host" : `${rows.length} hosts`}, $${sum.toFixed(2)} an hour`;
}

/** `40 min`, `7.5 h`, `12 d`. */
function age(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${Math.floor(hours / 24)} d`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
