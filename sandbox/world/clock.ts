/**
 * The vendors' time. At speed 60 a minute of theirs passes in a second of ours, so that a host that takes four minutes
 * to boot is there in four seconds. Everything in the sandbox that waits or stamps a time does it through this clock.
 */
export class Clock {
  readonly #startedAt = performance.now();

  constructor(
    readonly speed: number,
    private readonly origin: number = Date.now(),
  ) {}

  /** Milliseconds since the epoch, as the vendors see it. */
  now(): number {
    return this.origin + (performance.now() - this.#startedAt) * this.speed;
  }

  /** Waits for `milliseconds` of the vendors' time. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds / this.speed));
  }
}
