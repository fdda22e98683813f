import { createHmac, randomBytes } from "node:crypto";
import { Conflict, type EnvironmentStore } from "../esc/store";
import type { GivenSecret } from "./input";
import { placeSecrets } from "./placing";
import { isWritten, type Preference, plan, type State, type Step } from "./plan";
import { Vault } from "./vault";

/** How many secrets one revision of the vault brings. */
const BATCH = 25;
/** How often somebody else may be faster before we give up. */
const CONFLICTS = 8;

/** What became of one secret; no value. */
export interface Outcome {
  readonly name: string;
  /** Its path in the vault. */
  readonly path: string;
  readonly state: State;
  readonly note: string;
}

/** What was written does not read back. Names the secrets. */
export class NotVerified extends Error {
  constructor(vault: string, names: readonly string[]) {
    super(
      `${vault} does not give back what was written: ${names.join(", ")}; look at its revisions, then run this again`,
    );
    this.name = "NotVerified";
  }
}

/**
 * Moves secrets into the vault, some in each revision, and reads all of them back. Whatever stops it, the same again goes on
 * from there; where nothing is left to do, nothing is written. Errors: `OddVault`, `NotVerified`, `Conflict` where somebody
 * else is faster again and again, and the store's own.
 */
export async function migrate(
  store: EnvironmentStore,
  { vault: name, secrets, prefer }: { vault: string; secrets: readonly GivenSecret[]; prefer: Preference },
): Promise<Outcome[]> {
  const placements = placeSecrets(secrets);
  const written = new Map<string, Step>();
  let conflicts = 0;
  for (;;) {
    const definition = await store.read(name);
    const vault = new Vault(name, definition?.yaml);
    const steps = plan(placements, vault, prefer);
    // What was written once is not written again: were it gone, somebody would be undoing it, and the end shows it.
    const batch = steps.filter((step) => isWritten(step) && !written.has(step.placement.name)).slice(0, BATCH);
    if (batch.length === 0) {
      verify(vault, steps, written);
      return steps.map((step) => outcome(written.get(step.placement.name) ?? step));
    }
    for (const { placement } of batch) vault.put(placement.path, placement.value);
    try {
      await store.write(name, vault.toString(), definition?.etag);
    } catch (error) {
      if (!(error instanceof Conflict) || ++conflicts > CONFLICTS) throw error;
      continue;
    }
    for (const step of batch) written.set(step.placement.name, step);
  }
}

function outcome({ placement: { name, path }, state, note }: Step): Outcome {
  return { name, path, state, note };
}

/**
 * By salted hashes: nothing that compares values is in reach of a message. Where ESC has somebody else's value, there is
 * nothing of ours to look for.
 */
function verify(vault: Vault, steps: readonly Step[], written: ReadonlyMap<string, Step>): void {
  const salt = randomBytes(32);
  const hash = (value: string) => createHmac("sha256", salt).update(value).digest("hex");
  const lost = steps.filter(({ placement, state }) => {
    if (state === "differs" && !written.has(placement.name)) return false;
    const kept = vault.at(placement.path);
    return kept.kind !== "secret" || hash(kept.value) !== hash(placement.value);
  });
  const names = lost.map(({ placement }) => placement.name);
  if (names.length > 0) throw new NotVerified(vault.name, names);
}
