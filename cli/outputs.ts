import type { OutputMap } from "@pulumi/pulumi/automation";
import { table } from "./terminal";

/** A stack's outputs as a table, an object's fields a row each; a secret is never shown. */
export function outputsTable(outputs: OutputMap): string {
  const rows = Object.entries(outputs).flatMap(([name, { value, secret }]) =>
    secret ? [[name, "[secret]"]] : flatten(name, value),
  );
  return table(["output", "value"], rows.length > 0 ? rows : [["(none)", ""]]);
}

function flatten(name: string, value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[name, String(value)]];
  const entries = Object.entries(value);
  return entries.length === 0
    ? [[name, "(none)"]]
    : entries.flatMap(([key, inner]) => flatten(`${name}.${key}`, inner));
}
