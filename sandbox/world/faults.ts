import type { Clock } from "./clock";

/** What a stand-in can be told to do wrong. */
export type FaultKind =
  /** Refuses before doing anything. */
  | "refuse"
  /** Does the work, but only after `delayMs` of the vendor's time. */
  | "delay"
  /** Does the work, then loses the answer: the caller sees a broken connection. */
  | "drop"
  /** Refuses as the vendor's front door does when asked too often. */
  | "rate-limit"
  /** Does the work, then sends an answer that is cut off in the middle. */
  | "garble";

export interface Fault {
  /** `lambda`, `github`, `vercel`, `snowflake`, `docker`, `command`, `kubernetes`, `esc`. */
  readonly vendor: string;
  /** Which calls: `*` or the operation's name with `*` as a wildcard, e.g. `POST /instance-operations/launch`, `create *`. */
  readonly operation: string;
  readonly kind: FaultKind;
  /** How many calls it hits before it is used up. Default 1. */
  readonly times?: number;
  /** How many matching calls pass before it begins. Default 0. */
  readonly after?: number;
  /** Only for `delay`. */
  readonly delayMs?: number;
}

/** Thrown instead of an answer; each protocol side turns it into what its vendor would send. */
export class FaultHit extends Error {
  constructor(
    readonly fault: Fault,
    operation: string,
  ) {
    super(`${fault.vendor}: fault injected: ${fault.kind} on ${operation}`);
  }
}

/** The faults that are set, asked by every stand-in around each of its calls. */
export class Faults {
  #set: { fault: Fault; left: number; skip: number }[] = [];

  constructor(private readonly clock: Clock) {}

  add(fault: Fault): void {
    this.#set.push({ fault, left: fault.times ?? 1, skip: fault.after ?? 0 });
  }

  clear(): void {
    this.#set = [];
  }

  list(): readonly Fault[] {
    return this.#set.map(({ fault, left, skip }) => ({ ...fault, times: left, after: skip }));
  }

  /** Runs `work` as `operation` of `vendor`, with whatever fault is set for it. */
  async around<T>(vendor: string, operation: string, work: () => T | Promise<T>): Promise<T> {
    const fault = this.#take(vendor, operation);
    if (fault === undefined) return await work();
    if (fault.kind === "delay") await this.clock.sleep(fault.delayMs ?? 0);
    if (fault.kind === "refuse" || fault.kind === "rate-limit") throw new FaultHit(fault, operation);
    const answer = await work();
    if (fault.kind === "drop" || fault.kind === "garble") throw new FaultHit(fault, operation);
    return answer;
  }

  #take(vendor: string, operation: string): Fault | undefined {
    for (const entry of this.#set) {
      if (entry.fault.vendor !== vendor || !matches(entry.fault.operation, operation)) continue;
      if (entry.skip > 0) {
        entry.skip -= 1;
        continue;
      }
      entry.left -= 1;
      this.#set = this.#set.filter((other) => other.left > 0);
      return entry.fault;
    }
    return undefined;
  }
}

function matches(pattern: string, operation: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(operation);
}
