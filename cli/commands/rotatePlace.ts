import type { Settings } from "../../config/settings";
import { rotatedOf } from "../../credentials/vault";
import type { EnvironmentStore } from "../../ops/esc/store";
import { AttemptFailed } from "../../ops/rotation/adapter";
import { EscLedger } from "../../ops/rotation/escLedger";
import type { Rotation } from "../../ops/rotation/run";
import { LambdaSshKey, lambdaSshKey, lambdaSshKeyLayout } from "../../ops/rotation/ssh/lambdaSshKey";
import { bastionOf, doorsOf } from "../../ops/rotation/ssh/stackDoors";
import { loginKey } from "../../ops/rotation/state";
import { say } from "./session";

/** Where a stack is: in a rehearsal, or at the vendors for real. */
export interface RotationPlace {
  readonly stack: string;
  readonly store: EnvironmentStore;
  /** How its hosts are reached. */
  ssh(): Settings["ssh"];
  /** The stack's output `hosts`; undefined where it has none. */
  hosts(): Promise<unknown>;
  /** `pulumi up`. Errors: `AttemptFailed`. */
  up(): Promise<void>;
}

const clock = {
  now: () => new Date(),
  sleepUntil: async (time: Date) => {
    const milliseconds = Math.max(0, time.getTime() - Date.now());
    say(`trying again in ${Math.ceil(milliseconds / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  },
};

export function lambdaSshKeyLedger(store: EnvironmentStore, stack: string): EscLedger {
  return new EscLedger(store, rotatedOf(stack), lambdaSshKeyLayout);
}

/** The rotation of the key that opens the stack's hosts. */
export function lambdaSshKeyRotation(place: RotationPlace): Rotation {
  const ledger = lambdaSshKeyLedger(place.store, place.stack);
  const adapter = new LambdaSshKey({
    doors: async () => {
      const doors = doorsOf(await place.hosts(), place.ssh());
      if (doors === undefined) throw new AttemptFailed(`stack ${place.stack} has no output hosts`);
      return doors;
    },
    bastion: async () => bastionOf(place.ssh(), loginKey((await ledger.read()).state).secret),
    publish: () => place.up(),
  });
  return { credential: lambdaSshKey.id, ledger, adapter, policy: lambdaSshKey, clock, say };
}
