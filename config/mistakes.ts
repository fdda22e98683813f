import type { z } from "zod";
import { didYouMean } from "./didYouMean";

/**
 * One line for each mistake that zod found in `settings`: where (`sophia-infra:fleet.groups[0].type`), which value, what is
 * allowed. Needs the schema to be made of `kinds.ts`: there, an issue's message is what it allows.
 */
export function mistakesOf(error: z.ZodError, settings: unknown, namespace: string): string[] {
  return error.issues.flatMap((issue) => {
    const value = issue.path.reduce(member, settings);
    if (issue.code === "unrecognized_keys") {
      const known = issue.message.split(", ");
      return issue.keys.map(
        (key) =>
          `${place(namespace, [...issue.path, key])} is not a setting${suggestion(key, known)} Known here: ${issue.message}.`,
      );
    }
    const where = place(namespace, issue.path);
    if (value === undefined) return `${where} is missing. Allowed: ${issue.message}.`;
    const words = issue.code === "invalid_value" ? issue.values.map(String) : [];
    return `${where}: ${shown(value)} is not allowed${suggestion(String(value), words)} Allowed: ${issue.message}.`;
  });
}

/** Pulumi's own notation of a path into structured configuration, good for `pulumi config set --path`. */
function place(namespace: string, path: readonly PropertyKey[]): string {
  const steps = path.map((step, index) =>
    typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`,
  );
  return `${namespace}:${steps.join("")}`;
}

/** The value as written, cut where it is long. Settings are no secrets, so it may be shown. */
function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}

function suggestion(typed: string, known: readonly string[]): string {
  const word = didYouMean(typed, known);
  return word === undefined ? "." : `; did you mean "${word}"?`;
}

function member(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
}
