import { nextDue, type Policy } from "./reducer";
import { loginKey, type RotationState, type Step } from "./state";

const DAY = 86_400_000;

/** What people and machines are told of a rotation; nothing in it is secret. */
export interface RotationStatus {
  readonly credential: string;
  readonly step: Step;
  /** Since when it is at the step, ISO 8601. */
  readonly since: string;
  /** Undefined where somebody else made it, and nobody knows when. */
  readonly ageDays?: number;
  /** When it rotates by itself, ISO 8601; in the past where it is due. Undefined: at once. */
  readonly nextDue?: string;
  /** After a failure: nothing before this time, ISO 8601. */
  readonly notBefore?: string;
  readonly publicPart: string;
}

export function statusOf(credential: string, state: RotationState, policy: Policy, now: Date): RotationStatus {
  const { createdAt, publicPart } = loginKey(state);
  return {
    credential,
    step: state.step,
    since: state.since,
    ageDays: createdAt === undefined ? undefined : Math.floor((now.getTime() - Date.parse(createdAt)) / DAY),
    nextDue: nextDue(state, policy)?.toISOString(),
    notBefore: state.notBefore,
    publicPart,
  };
}

/** A row for people: credential, age, step, next due. */
export function statusRow({ credential, ageDays, step, nextDue, notBefore }: RotationStatus, now: Date): string[] {
  const age = ageDays === undefined ? "unknown" : `${ageDays} ${ageDays === 1 ? "day" : "days"}`;
  const due = [nextDue ?? now.toISOString(), notBefore ?? ""].sort().at(-1) ?? "";
  const when = step === "needs-a-person" ? "when a person asks" : due <= now.toISOString() ? "now" : due.slice(0, 10);
  return [credential, age, step, when];
}
