import type { RevisionStore } from "./cloudStore";
import type { Committed } from "./definitions";
import { namesOf, planPush, type Step } from "./plan";
import type { Definition, EnvironmentStore } from "./store";

export interface Comparison {
  readonly steps: readonly Step[];
  readonly held: Readonly<Record<string, Definition | undefined>>;
}

/** Compares git with what ESC holds; writes nothing. */
export async function compare(store: EnvironmentStore, committed: readonly Committed[]): Promise<Comparison> {
  const names = namesOf(committed);
  const definitions = await Promise.all(names.map((name) => store.read(name)));
  const held = Object.fromEntries(names.map((name, at) => [name, definitions[at]]));
  return { steps: planPush(committed, held), held };
}

/** What was done with one environment. */
export interface Pushed {
  readonly name: string;
  readonly kind: Step["kind"];
  readonly revision: number;
  /** Undefined where the revision was tagged already. */
  readonly tag: string | undefined;
}

/**
 * Makes ESC hold what git holds and tags each environment's revision, what is imported first. Killed anywhere and run again
 * it goes on: what is there is not written, and a revision that was written but not tagged is tagged. `say` is called after each.
 * Errors: `Conflict` where somebody changed an environment since `comparison`; what was refused, before anything is written.
 */
export async function push(
  store: RevisionStore,
  { steps }: Comparison,
  tagFor: (revision: number) => string,
  say: (pushed: Pushed) => void,
): Promise<void> {
  const refused = steps.filter(({ kind }) => kind === "refused");
  if (refused.length > 0) throw new SecretsInTheWay(refused.map(({ name }) => name));
  for (const step of steps) {
    if ("yaml" in step) await store.write(step.name, step.yaml, step.etag);
    const { revision, tags } = await store.latest(step.name);
    const tag = step.kind === "create-empty" || tags.some(isOurs) ? undefined : tagFor(revision);
    if (tag !== undefined) await store.tag(step.name, tag, revision);
    say({ name: step.name, kind: step.kind, revision, tag });
  }
}

/** What `sophia esc push` calls revisions: by commit, or by their number where the files are not those of a commit. */
export function tagName(commit: string | undefined): (revision: number) => string {
  return (revision) => (commit === undefined ? `sophia-${revision}` : `git-${commit}`);
}

function isOurs(tag: string): boolean {
  return /^(git|sophia)-/.test(tag);
}

/** ESC holds secrets in environments that are kept in git, which can hold none. */
export class SecretsInTheWay extends Error {
  constructor(readonly names: readonly string[]) {
    super(
      `${names.join(", ")}: ESC holds a secret there which the file in esc/ has not; nothing was written. ` +
        "Move it to the stack's vault (sophia esc set), and take it out there (pulumi env edit)",
    );
    this.name = "SecretsInTheWay";
  }
}
