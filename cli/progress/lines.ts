import { duration, paint } from "../terminal";
import { isChange, type Progress, type PropertyChange, type ResourceProgress } from "./model";

const SIGNS: Record<string, { sign: string; done: string; style: "green" | "yellow" | "red" | "magenta" | "dim" }> = {
  create: { sign: "+", done: "created", style: "green" },
  update: { sign: "~", done: "updated", style: "yellow" },
  delete: { sign: "-", done: "deleted", style: "red" },
  replace: { sign: "±", done: "replaced", style: "magenta" },
  "create-replacement": { sign: "±", done: "created anew", style: "magenta" },
  "delete-replaced": { sign: "±", done: "old one deleted", style: "magenta" },
  refresh: { sign: "~", done: "differs", style: "yellow" },
  import: { sign: "=", done: "imported", style: "green" },
};

export function look(op: string) {
  return SIGNS[op] ?? { sign: " ", done: op, style: "dim" as const };
}

/** One line for a resource that is through. `verbs` false: a plan, in which nothing is done yet. */
export function resourceLine(resource: ResourceProgress, verbs = true): string {
  const { sign, done, style } = look(resource.op);
  const took = resource.endedAt === undefined ? 0 : resource.endedAt - resource.startedAt;
  const time = verbs && took >= 100 ? paint("dim", ` (${duration(took)})`) : "";
  const name = `${shortType(resource.type)} ${paint("bold", resource.name)}`;
  if (resource.status === "failed") return `${paint("red", "✗")} ${name} failed${time}`;
  return `${paint(style, sign)} ${name}${verbs ? ` ${done}${time}` : ""}`;
}

/** `replicas: 2 → 3`, a line each. */
export function changeLines(changes: readonly PropertyChange[]): string[] {
  return changes.map(({ path, kind, before, after }) => {
    const replaces = kind.endsWith("replace") ? paint("magenta", "  replaces it") : "";
    if (kind.startsWith("add")) return `    ${path}: ${paint("green", show(after))}${replaces}`;
    if (kind.startsWith("delete")) return `    ${path}: ${paint("red", show(before))} → gone${replaces}`;
    return `    ${path}: ${paint("red", show(before))} → ${paint("green", show(after))}${replaces}`;
  });
}

/** The type without its module's file: `kubernetes:apps/v1:Deployment`, `snowflake:Warehouse`. */
export function shortType(type: string): string {
  return type.replace(/:index\/[^:]*:/, ":").replace(/^([^:]+):([^/:]+)\/[a-z][A-Za-z]*:/, "$1:$2:");
}

/** `+ 12 created, ~ 3 updated, 20 unchanged`; empty where the engine counted nothing. */
export function summaryLine(progress: Progress): string {
  const counts = Object.entries(progress.summary ?? {}).filter(([, count]) => count > 0);
  return counts
    .map(([op, count]) => (op === "same" ? `${count} unchanged` : `${look(op).sign} ${count} ${look(op).done}`))
    .join(", ");
}

/** Everything that changes, with its properties: a plan, or what a refresh found. */
export function reportLines(progress: Progress): string[] {
  return [...progress.resources.values()]
    .filter(isChange)
    .flatMap((resource) => [
      resourceLine(resource, false),
      ...changeLines(resource.op === "create" ? [] : resource.changes),
    ]);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "(none)";
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
