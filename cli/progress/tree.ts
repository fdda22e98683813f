import { cut, duration, paint } from "../terminal";
import { look, shortType } from "./lines";
import { isChange, type Progress, type ResourceProgress } from "./model";

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** The tree of what changes, children below their parents, no larger than the terminal. Pure. */
export function treeLines(progress: Progress, now: number, size: { columns: number; rows: number }): string[] {
  const shown = [...progress.resources.values()].filter(
    (resource) => isChange(resource) && resource.type !== "pulumi:pulumi:Stack",
  );
  const lines = roots(shown).flatMap((root) => branch(root, shown, "", now));
  const notes = progress.notes.slice(-3).map((note) => paint("dim", `  ${note.split("\n")[0] ?? ""}`));
  const room = Math.max(1, size.rows - notes.length);
  const through = shown.filter((resource) => resource.status !== "running").length;
  const fitted =
    lines.length <= room
      ? lines
      : [...keepRunning(lines, room - 1), paint("dim", `  … ${through} of ${shown.length} done`)];
  return [...fitted, ...notes].map((line) => cut(line, size.columns));
}

function roots(shown: readonly ResourceProgress[]): ResourceProgress[] {
  const urns = new Set(shown.map((resource) => resource.urn));
  return shown.filter((resource) => !urns.has(resource.parent));
}

function branch(resource: ResourceProgress, shown: readonly ResourceProgress[], indent: string, now: number): string[] {
  const children = shown.filter((other) => other.parent === resource.urn);
  return [`${indent}${node(resource, now)}`, ...children.flatMap((child) => branch(child, shown, `${indent}  `, now))];
}

function node(resource: ResourceProgress, now: number): string {
  const { sign, style } = look(resource.op);
  const took = (resource.endedAt ?? now) - resource.startedAt;
  const time = took >= 1000 ? paint("dim", ` ${duration(took)}`) : "";
  const label = `${paint(style, sign)} ${paint("bold", resource.name)} ${paint("dim", shortType(resource.type))}`;
  if (resource.status === "failed") return `${paint("red", "✗")} ${label}${time}`;
  if (resource.status === "done") return `${paint("green", "✓")} ${label}${time}`;
  const spin = SPINNER[Math.floor(now / 100) % SPINNER.length] ?? "";
  const message = resource.message === undefined ? "" : `  ${resource.message.split("\n")[0] ?? ""}`;
  return `${paint("cyan", spin)} ${label}${time}${message}`;
}

/** Where not all fits, what is still running matters most. */
function keepRunning(lines: readonly string[], room: number): string[] {
  const running = lines.filter((line) => SPINNER.some((spin) => line.includes(spin)));
  return running.length >= room ? running.slice(0, room) : lines.slice(-room);
}
