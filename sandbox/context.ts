import type { Clock } from "./world/clock";
import type { Faults } from "./world/faults";
import type { World } from "./world/world";

/** What each stand-in is given when it starts. */
export interface SandboxContext {
  /** The state folder of this rehearsal, absolute; private to the user. A part keeps its files in a folder of its own name. */
  readonly folder: string;
  readonly world: World;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Credentials that the vendors accept, by id of the catalogue (`lambda-api-key`). Never logged. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Absolute paths of the programs that npm does not ship, by name (`etcd`). */
  readonly programs: Readonly<Record<string, string>>;
  /** A port on 127.0.0.1 for `purpose`, the same again whenever this rehearsal is started: what is in Pulumi's state stays true. */
  port(purpose: string): Promise<number>;
  /** The first three bytes of a /24 in 127.0.0.0/8 that is this rehearsal's own, e.g. `127.83.12`: vendors' hosts live there. */
  readonly network: string;
  /** One line to the sandbox's log. Never a secret. */
  log(line: string): void;
}

/** A running stand-in. */
export interface Part {
  /** Where it is reached, for `sophia status` and for the engine. No secret. */
  readonly facts: Readonly<Record<string, string | number>>;
  stop(): Promise<void>;
}
