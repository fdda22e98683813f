import { randomInt } from "node:crypto";
import type { Props, Value } from "../plugin/types";
import type { Connection, Moment, Need, Reference, Shown, Stored, View } from "../table/row";
import { asText } from "../table/value";

/** GitHub's answer as the official plugin reports it (go-github's ErrorResponse). */
export function answer(method: string, path: string, status: string, details = ""): string {
  return `${method} https://api.github.com/${path}: ${status} [${details}]`;
}

/** `repos/<owner>/<repository>/<rest>`. */
export function repoPath(
  { connection }: { readonly connection: Connection },
  inputs: Props,
  ...rest: string[]
): string {
  return ["repos", connection.scope.slice(0, -1), asText(inputs.repository) ?? "", ...rest].join("/");
}

/** `orgs/<owner>/<rest>`. */
export function orgPath({ connection }: { readonly connection: Connection }, ...rest: string[]): string {
  return ["orgs", connection.scope.slice(0, -1), ...rest].join("/");
}

/** The parts of an id, joined by colons; those inside a part are written `??`, as the provider does since 6.9. */
export function joinId(...parts: readonly (Value | undefined)[]): string {
  return parts.map((part) => (asText(part) ?? "").replaceAll(":", "??")).join(":");
}

export function needsRepository(inputs: Props, view: View): Need[] {
  const id = asText(inputs.repository);
  if (id === undefined) return [];
  return [{ collection: "github.repository", id, refusal: answer("GET", repoPath(view, inputs), "404 Not Found") }];
}

/** Whatever belongs to a repository goes with it. */
export function inRepository(object: Stored): Reference[] {
  return [{ collection: "github.repository", id: String(object.repository) }];
}

/** Of the repository that an object belongs to. */
export function repositoryId({ find, object }: Shown): Value | undefined {
  return find("github.repository", String(object.repository))?.id as number | undefined;
}

/** A number as GitHub gives them to things. */
export function newNumber(): number {
  return randomInt(10_000_000, 2_000_000_000);
}

/** `created_at` and `updated_at`, the latter always later than before: GitHub's times have no fractions of a second. */
export function timestamps({ before, now }: Pick<Moment, "before" | "now">): Stored {
  const created = before?.created_at ?? isoTime(now);
  const last = before === undefined ? 0 : Date.parse(String(before.updated_at)) + 1000;
  return { created_at: created, updated_at: isoTime(Math.max(now, last)) };
}

/** A time as the provider shows it (Go's `Time.String`). */
export function goTime(time: Value | undefined): string {
  return String(time).replace("T", " ").replace("Z", " +0000 UTC");
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
