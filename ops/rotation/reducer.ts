import { type Effect, effectOf, waits } from "./effect";
import { loginKey, otherKey, otherSlot, type RotationState, type Step } from "./state";

/** How often it rotates. */
export interface Policy {
  /** The catalogue's limit; it rotates at half of it, so that a failing rotation has the other half to be mended. */
  readonly maximumAgeDays: number;
}

export type RotationEvent =
  /** Somebody looks what there is to do: a schedule, or the next run after a killed one. */
  | { readonly kind: "tick" }
  /** A person wants it now. */
  | { readonly kind: "asked" }
  | { readonly kind: "created"; readonly publicPart: string; readonly secret: string }
  /** The step's effect succeeded. */
  | { readonly kind: "done" }
  | { readonly kind: "failed" };

/** Failures at one step before it stops, or withdraws the new credential where that is still possible. */
export const mostAttempts = 5;
/** New credentials in a row that are withdrawn before it stops. */
export const mostWithdrawals = 3;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The whole rotation: what `event` makes of `state`, and what is to be done next, once that is written. */
export function advance(
  state: RotationState,
  now: Date,
  event: RotationEvent,
  policy: Policy,
): { readonly state: RotationState; readonly effect: Effect } {
  const next = after(state, now, event, policy);
  return { state: next, effect: effectOf(next, now) };
}

/** When it rotates by itself; undefined where the age is unknown, so at once. */
export function nextDue(state: RotationState, { maximumAgeDays }: Policy): Date | undefined {
  const { createdAt } = loginKey(state);
  return createdAt === undefined ? undefined : new Date(Date.parse(createdAt) + (maximumAgeDays / 2) * DAY);
}

function after(state: RotationState, now: Date, event: RotationEvent, policy: Policy): RotationState {
  switch (event.kind) {
    case "tick": {
      const due = (nextDue(state, policy) ?? now) <= now && !waits(state, now);
      return state.step === "idle" && due ? enter(state, "create", now) : state;
    }
    case "asked":
      return asked(state, now);
    case "created": {
      const { publicPart, secret } = event;
      const key = { publicPart, secret, createdAt: now.toISOString() };
      return enter({ ...state, slots: { ...state.slots, [otherSlot(state.login)]: key } }, "introduce", now);
    }
    case "done":
      return done(state, now);
    case "failed":
      return failed(state, now);
  }
}

function asked(state: RotationState, now: Date): RotationState {
  const step = state.step === "needs-a-person" ? (state.resumeAt ?? "idle") : state.step;
  if (step === "idle") return enter({ ...state, withdrawals: 0 }, "create", now);
  if (state.step === "needs-a-person") return enter(state, step, now);
  return waits(state, now) ? { ...state, notBefore: undefined } : state;
}

function done(state: RotationState, now: Date): RotationState {
  switch (state.step) {
    case "introduce":
      return enter(state, "test", now);
    case "test":
      return enter({ ...state, login: otherSlot(state.login), withdrawals: 0 }, "promote", now);
    case "promote":
      return enter(state, "confirm", now);
    case "confirm":
      return retireOther(state, now);
    case "retire":
      return enter(state, "verify", now);
    case "verify":
      return rest({ ...state, retired: undefined }, now);
    default:
      throw new Error(`nothing can be done at the rotation's step ${state.step}`);
  }
}

/** Waits 10 s, 20 s, 40 s... After the last attempt the new credential goes where it is not in use yet; else a person has to look. */
function failed(state: RotationState, now: Date): RotationState {
  const attempts = state.attempts + 1;
  if (attempts < mostAttempts) return { ...state, attempts, notBefore: later(now, 10_000 * 2 ** (attempts - 1)) };
  if (state.step === "test") return retireOther({ ...state, withdrawals: state.withdrawals + 1 }, now);
  // Looking again is of no use where what was published did not arrive: publish it again.
  const again: { readonly [step in Step]?: Step } = { confirm: "promote", verify: "retire" };
  return stop(state, again[state.step] ?? state.step, now);
}

/** Only the credential in use is accepted from here on: the old one goes after `confirm`, the new one after a failed `test`. */
function retireOther(state: RotationState, now: Date): RotationState {
  const slots = { [state.login]: loginKey(state) };
  return enter({ ...state, slots, retired: otherKey(state) }, "retire", now);
}

/** At the end of a rotation, or of a withdrawal: then it tries again in some hours, and not for ever. */
function rest(state: RotationState, now: Date): RotationState {
  if (state.withdrawals >= mostWithdrawals) return stop(state, "idle", now);
  const idle = enter(state, "idle", now);
  if (state.withdrawals === 0) return idle;
  return { ...idle, notBefore: later(now, 6 * 60 * MINUTE * 2 ** (state.withdrawals - 1)) };
}

function enter(state: RotationState, step: Step, now: Date): RotationState {
  return { ...state, step, since: now.toISOString(), attempts: 0, notBefore: undefined, resumeAt: undefined };
}

function stop(state: RotationState, resumeAt: Step, now: Date): RotationState {
  return { ...enter(state, "needs-a-person", now), resumeAt };
}

function later(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}
