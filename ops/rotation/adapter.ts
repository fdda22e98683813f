import type { Key, Slot } from "./state";

/** Where a credential is good and where not, each place by a name for people. */
export interface Verdict {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

/**
 * How one kind of credential is made, handed out and tried. Every method is safe to repeat: a run can end at any moment,
 * and the next one does the same step again. Errors: `AttemptFailed` for what another attempt may mend; anything else ends
 * the run. No error carries a secret.
 */
export interface RotationAdapter {
  /** A new credential in `slot`, in place of whatever a cut-off attempt has left there. */
  create(slot: Slot): Promise<{ readonly publicPart: string; readonly secret: string }>;
  /** Hands everybody what ESC says at this moment. */
  publish(): Promise<void>;
  /** Tries it wherever it could be good. */
  test(key: Key): Promise<Verdict>;
  /** The consumers that do not use it yet, by name. */
  unacknowledged(key: Key): Promise<readonly string[]>;
}

/** The attempt failed, for a reason that may pass. */
export class AttemptFailed extends Error {
  override readonly name = "AttemptFailed";
}
