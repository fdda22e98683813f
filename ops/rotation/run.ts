import { Conflict } from "../esc/store";
import { AttemptFailed, type RotationAdapter } from "./adapter";
import type { Effect } from "./effect";
import type { Ledger, Page } from "./ledger";
import { advance, mostAttempts, type Policy, type RotationEvent } from "./reducer";
import type { RotationState } from "./state";

export interface Rotation {
  /** The catalogue's id, for people. */
  readonly credential: string;
  readonly ledger: Ledger;
  readonly adapter: RotationAdapter;
  readonly policy: Policy;
  readonly clock: { now(): Date; sleepUntil(time: Date): Promise<void> };
  /** Progress, a line each; never a secret. */
  readonly say: (line: string) => void;
}

/** Somebody who changes the environment all the time is nobody that waiting helps against. */
const MOST_CONFLICTS = 10;

/**
 * Goes on with the rotation from wherever the ledger says it is, until it rests, and gives the state that it rests in.
 * `asked`: a person wants it now, due or not. Errors: the ledger's, `Conflict` where somebody writes all the time; whatever
 * an adapter throws but `AttemptFailed`.
 */
export async function rotate(rotation: Rotation, asked: boolean): Promise<RotationState> {
  const { ledger, policy, clock, say } = rotation;
  let event: RotationEvent = { kind: asked ? "asked" : "tick" };
  let page = await ledger.read();
  for (let conflicts = 0; ; ) {
    const { state, effect } = advance(page.state, clock.now(), event, policy);
    if (state !== page.state) {
      const written = await write(ledger, page, state);
      if (written instanceof Conflict) {
        conflicts += 1;
        if (conflicts === MOST_CONFLICTS) throw written;
        page = await ledger.read();
        // Whoever wrote may have gone on with it: what was done here is only repeated, never assumed.
        if (event.kind !== "asked") event = { kind: "tick" };
        continue;
      }
      conflicts = 0;
      page = written;
    }
    if (effect.kind === "rest") return state;
    if (effect.kind !== "wait") say(`${rotation.credential}: ${state.step}`);
    event = await perform(rotation, effect, state);
  }
}

async function write(ledger: Ledger, page: Page, state: RotationState): Promise<Page | Conflict> {
  try {
    return await ledger.write(page, state);
  } catch (error) {
    if (error instanceof Conflict) return error;
    throw error;
  }
}

async function perform(rotation: Rotation, effect: Effect, state: RotationState): Promise<RotationEvent> {
  try {
    return await attempt(rotation, effect);
  } catch (error) {
    if (!(error instanceof AttemptFailed)) throw error;
    rotation.say(
      `${rotation.credential}: ${state.step} failed (attempt ${state.attempts + 1} of ${mostAttempts}): ${error.message}`,
    );
    return { kind: "failed" };
  }
}

async function attempt({ adapter, clock }: Rotation, effect: Effect): Promise<RotationEvent> {
  switch (effect.kind) {
    case "create":
      return { kind: "created", ...(await adapter.create(effect.slot)) };
    case "publish":
      await adapter.publish();
      return { kind: "done" };
    case "test": {
      const verdict = await adapter.test(effect.key);
      const wrong = effect.expect === "accepted" ? verdict.refused : verdict.accepted;
      if (wrong.length === 0) return { kind: "done" };
      const what = effect.expect === "accepted" ? "the new one is refused by" : "the retired one is still accepted by";
      throw new AttemptFailed(`${what} ${wrong.join(", ")}`);
    }
    case "confirm": {
      const waiting = await adapter.unacknowledged(effect.key);
      if (waiting.length === 0) return { kind: "done" };
      throw new AttemptFailed(`not in use yet at ${waiting.join(", ")}`);
    }
    case "wait":
      await clock.sleepUntil(effect.until);
      return { kind: "tick" };
    case "rest":
      return { kind: "tick" };
  }
}
