import { EscFailure } from "../../ops/esc/failure";
import { Conflict } from "../../ops/esc/store";
import { NothingToRotate, OddEnvironment } from "../../ops/rotation/escLedger";
import { rotate } from "../../ops/rotation/run";
import { lambdaSshKey, newSshKey } from "../../ops/rotation/ssh/lambdaSshKey";
import type { RotationState } from "../../ops/rotation/state";
import { statusOf, statusRow } from "../../ops/rotation/status";
import { paint } from "../terminal";
import { UserError } from "../userError";
import { lambdaSshKeyLedger, lambdaSshKeyRotation, type RotationPlace } from "./rotatePlace";
import { say } from "./session";

/** Goes on with the stack's rotation until it rests. Errors: it stopped, or withdrew the new key; ESC's; the stack is not up. */
export async function runRotation(place: RotationPlace, now: boolean): Promise<void> {
  const ledger = lambdaSshKeyLedger(place.store, place.stack);
  const isUp = (await place.hosts()) !== undefined;
  const isThere = await ledger
    .read()
    .then(() => true, isNothingYet)
    .catch(explainedFor(place.stack));
  if (!isThere) return await makeFirst(place, isUp);
  if (!isUp) {
    throw new UserError(`stack ${place.stack} is not up: nobody uses its keys yet`, `pulumi up --stack ${place.stack}`);
  }
  const rotation = lambdaSshKeyRotation(place);
  const state = await rotate(rotation, now).catch(explainedFor(place.stack));
  complainAbout(state, place.stack);
  const [, , , due] = statusRow(statusOf(rotation.credential, state, rotation.policy, new Date()), new Date());
  say(`${paint("green", rotation.credential, process.stderr)}: nothing more to do; next due ${due}`);
}

/** What ESC or somebody's edit puts in the way is no mistake of ours; all is kept, and the same command goes on. */
export function explainedFor(stack: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof NothingToRotate) throw new UserError(error.message, `sophia rotate run --stack ${stack}`);
    if (error instanceof OddEnvironment) throw new UserError(error.message);
    if (error instanceof EscFailure || error instanceof Conflict) {
      throw new UserError(error.message, "run the same command again once that is mended: it goes on from there");
    }
    throw error;
  };
}

function isNothingYet(error: unknown): false {
  if (error instanceof NothingToRotate) return false;
  throw error;
}

/** The stack's first key, for its first `up`. Errors: it has hosts already, which would not let this one in. */
async function makeFirst({ store, stack }: RotationPlace, isUp: boolean): Promise<void> {
  const ledger = lambdaSshKeyLedger(store, stack);
  if (isUp) {
    const what = `${ledger.name} has no ${lambdaSshKey.escPath}, but stack ${stack} has hosts, which let in another key`;
    throw new UserError(what, `put the key that they let in there: pulumi env edit ${ledger.name}`);
  }
  const now = new Date();
  await ledger.found({ ...newSshKey(), createdAt: now.toISOString() }, now).catch(explainedFor(stack));
  say(`${lambdaSshKey.id}: made the first one, which pulumi up --stack ${stack} takes`);
}

function complainAbout({ step, resumeAt, withdrawals, notBefore }: RotationState, stack: string): void {
  const again = `sophia rotate run --stack ${stack} --now`;
  if (step === "needs-a-person") {
    const what = `the rotation of ${lambdaSshKey.id} stopped; the key in use still works everywhere`;
    throw new UserError(`${what}. It goes on with ${resumeAt} when somebody asks`, again);
  }
  if (withdrawals > 0) {
    const what = `the new ${lambdaSshKey.id} did not work everywhere and was withdrawn; the old one stays in use`;
    throw new UserError(`${what}. The next one is made after ${notBefore}`, again);
  }
}
