import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import { type Committed, importsOf, inImportOrder } from "./definitions";
import { type DiffLine, lineDiff } from "./lineDiff";
import { holdsSecret, masked } from "./secrets";
import type { Definition } from "./store";

/** What has to be done with one environment, so that ESC holds what git holds. */
export type Step =
  | { readonly kind: "create" | "update"; readonly name: string; readonly yaml: string; readonly etag?: string }
  /** Another definition imports it, git has none of it, and it isn't there: begins empty, for people to set its secrets. */
  | { readonly kind: "create-empty"; readonly name: string; readonly yaml: string; readonly etag?: undefined }
  | { readonly kind: "unchanged"; readonly name: string }
  /** ESC holds a secret there that git can't hold: writing would take it away from whoever reads it. */
  | { readonly kind: "refused"; readonly name: string };

/** The environments that have to be looked at: those in git, and those that these import. */
export function namesOf(committed: readonly Committed[]): string[] {
  return [...new Set(committed.flatMap(({ name, yaml }) => [...importsOf(yaml), name]))];
}

/** In the order in which to do them. `held`: what ESC holds by name; a name that it lacks is absent or undefined. */
export function planPush(
  committed: readonly Committed[],
  held: Readonly<Record<string, Definition | undefined>>,
): Step[] {
  const inGit = new Set(committed.map(({ name }) => name));
  const empty = namesOf(committed).filter((name) => !inGit.has(name) && held[name] === undefined);
  return [
    ...empty.map((name) => ({ kind: "create-empty", name, yaml: "values: {}\n" }) as const),
    ...inImportOrder(committed).map(({ name, yaml }) => stepOf(name, yaml, held[name])),
  ];
}

function stepOf(name: string, yaml: string, held: Definition | undefined): Step {
  if (held === undefined) return { kind: "create", name, yaml };
  if (isSame(yaml, held.yaml)) return { kind: "unchanged", name };
  if (holdsSecret(held.yaml)) return { kind: "refused", name };
  return { kind: "update", name, yaml, etag: held.etag };
}

/** By what it says: ESC rewrites the layout of what it is given, and not all comments come back where they were. */
function isSame(yaml: string, held: string): boolean {
  const [wanted, there] = [parseDocument(yaml), parseDocument(held)];
  if (wanted.errors.length > 0 || there.errors.length > 0) return yaml === held;
  return isDeepStrictEqual(wanted.toJS(), there.toJS());
}

/** What a person sees of a step, without any secret: from what ESC holds to what git holds. */
export function diffOf(step: Step, held: Definition | undefined, committed: readonly Committed[]): DiffLine[] {
  if (step.kind === "unchanged") return [];
  const wanted = "yaml" in step ? step.yaml : committed.find(({ name }) => name === step.name)?.yaml;
  return lineDiff(held === undefined ? "" : masked(held.yaml), masked(wanted ?? ""));
}
