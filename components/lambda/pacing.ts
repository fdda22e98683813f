import type { Clock } from "./clock";

/** How fast Lambda Cloud may be called, in milliseconds. A sped-up vendor is given smaller numbers. */
export interface Pacing {
  /** Between two requests. Default 1,000: the vendor's limit. */
  readonly requestMs: number;
  /** Between two launches, which also bounds how long one takes to appear. Default 12,000: the vendor's limit. */
  readonly launchMs: number;
  /** Between two looks at a host that is being waited for. Default 5,000. */
  readonly pollMs: number;
}

export const vendorPacing: Pacing = { requestMs: 1_000, launchMs: 12_000, pollMs: 5_000 };

/** Hands out the turns of one endpoint, first come, first served. */
export class Pacer {
  #requests: Promise<unknown> = Promise.resolve();
  #launches: Promise<unknown> = Promise.resolve();
  #requestOpensAt = Number.NEGATIVE_INFINITY;
  #launchOpensAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /** Resolves when the next request may be sent. */
  turn(requestMs: number): Promise<void> {
    const turn = this.#requests.then(async () => {
      // Asked again after each sleep: a pause may have been added meanwhile.
      await this.#until(() => this.#requestOpensAt);
      this.#requestOpensAt = this.clock.now() + requestMs;
    });
    this.#requests = turn;
    return turn;
  }

  /** Sends nothing to this endpoint for `milliseconds`: the vendor asked for it. */
  pause(milliseconds: number): void {
    this.#requestOpensAt = Math.max(this.#requestOpensAt, this.clock.now() + milliseconds);
  }

  /**
   * Resolves when the next launch may be sent, its request turn included. `lastLook` runs just before, while no other
   * launch of this process can be sent; what it finds is returned, and the turn is left to the next.
   */
  launchTurn<T>(pacing: Pacing, lastLook: () => Promise<T | undefined>): Promise<T | undefined> {
    const turn = this.#launches.then(async () => {
      await this.#until(() => this.#launchOpensAt - 2 * pacing.requestMs);
      const found = await lastLook();
      if (found !== undefined) return found;
      await this.#until(() => this.#launchOpensAt);
      await this.turn(pacing.requestMs);
      this.#launchOpensAt = this.clock.now() + pacing.launchMs;
      return undefined;
    });
    // A look that failed is its caller's business; the next launch takes its turn all the same.
    this.#launches = turn.catch(() => undefined);
    return turn;
  }

  async #until(moment: () => number): Promise<void> {
    for (let rest = moment() - this.clock.now(); rest > 0; rest = moment() - this.clock.now()) {
      await this.clock.sleep(rest);
    }
  }
}

const pacers = new WeakMap<Clock, Map<string, Pacer>>();

/** The one pacer that everything in this process shares for `endpoint` (a clock of its own is a process of its own). */
export function pacerFor(endpoint: string, clock: Clock): Pacer {
  const ofClock = pacers.get(clock) ?? new Map<string, Pacer>();
  pacers.set(clock, ofClock);
  const pacer = ofClock.get(endpoint) ?? new Pacer(clock);
  ofClock.set(endpoint, pacer);
  return pacer;
}
