/** The vendors' time: whatever in the sandbox waits or stamps a time does it through this. */
export interface Clock {
  /** Milliseconds since the epoch, as the vendors see it. */
  now(): number;
  /** Waits for `milliseconds` of the vendors' time. */
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Runs along with real time, faster: at speed 60 a minute of the vendors' time passes in a second of ours, so that a
 * host that takes four minutes to boot is there in four seconds.
 */
export class FastClock implements Clock {
  readonly #startedAt = performance.now();

  constructor(
    readonly speed: number,
    private readonly origin: number = Date.now(),
  ) {}

  now(): number {
    return this.origin + (performance.now() - this.#startedAt) * this.speed;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds / this.speed));
  }
}

/** Stands still but for its sleepers: a sleep moves the time on at once. For tests that live through hours. */
export class VirtualClock implements Clock {
  constructor(private time: number = 0) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    const wakeAt = this.time + milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
    this.time = Math.max(this.time, wakeAt);
  }
}
