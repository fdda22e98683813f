/**
 * Where a rotation is; each step is entered by one write to ESC, and then does one thing, which is safe to repeat.
 * - `idle` nothing under way, one credential live
 * - `create` makes the new one
 * - `introduce` publishes that both are good, the old one still in use
 * - `test` tries the new one everywhere
 * - `promote` publishes the new one as the one in use
 * - `confirm` waits until every consumer uses it
 * - `retire` publishes that one of the two is not good any more
 * - `verify` tries that it is refused everywhere
 * - `needs-a-person` stopped: nothing happens until somebody asks for it
 */
export const steps = [
  "idle",
  "create",
  "introduce",
  "test",
  "promote",
  "confirm",
  "retire",
  "verify",
  "needs-a-person",
] as const;
export type Step = (typeof steps)[number];

export type Slot = "a" | "b";
export const otherSlot = (slot: Slot): Slot => (slot === "a" ? "b" : "a");

/** One credential in one of the two slots. */
export interface Key {
  /** What the other side knows it by, no secret: a public key, or the vendor's id. */
  readonly publicPart: string;
  readonly secret: string;
  /** ISO 8601. Undefined where somebody else made it: then its age is unknown. */
  readonly createdAt?: string;
}

/** All that a rotation knows; kept in ESC whole, so that a run can end at any moment. */
export interface RotationState {
  readonly step: Step;
  /** When it got there, ISO 8601. */
  readonly since: string;
  /** The slot whose credential is in use; never empty. */
  readonly login: Slot;
  /** What is accepted: one at rest, two during the overlap. */
  readonly slots: { readonly [slot in Slot]?: Key };
  /** No longer accepted by what ESC says; kept until it is refused everywhere. */
  readonly retired?: Key;
  /** Failed ones at this step. */
  readonly attempts: number;
  /** Nothing before this time, ISO 8601. */
  readonly notBefore?: string;
  /** New ones in a row that did not work and were withdrawn. */
  readonly withdrawals: number;
  /** With `needs-a-person` only: where it goes on when somebody asks. */
  readonly resumeAt?: Step;
}

/** At rest with one credential. */
export function atRest(key: Key, now: Date): RotationState {
  return { step: "idle", since: now.toISOString(), login: "a", slots: { a: key }, attempts: 0, withdrawals: 0 };
}

/** The credential in use. */
export function loginKey({ login, slots }: RotationState): Key {
  return present(slots[login], `slot ${login}, which is in use`);
}

/** The one beside it during the overlap: the new one before `promote`, the old one after. */
export function otherKey({ login, slots }: RotationState): Key {
  return present(slots[otherSlot(login)], `slot ${otherSlot(login)}`);
}

export function retiredKey({ retired }: RotationState): Key {
  return present(retired, "the retired credential");
}

function present(key: Key | undefined, where: string): Key {
  if (key === undefined) throw new Error(`the rotation's state has nothing in ${where}; it was edited by hand`);
  return key;
}
