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

/**
 * Moves on only when everything waits, and then just to the earliest of those who sleep: what happens at once by the
 * vendors' time happens in the right order, however many wait. For tests that live through hours.
 */
export class VirtualClock implements Clock {
  #sleepers: { readonly wakeAt: number; readonly wake: () => void }[] = [];
  #moving = false;

  constructor(private time: number = 0) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      const wakeAt = this.time + milliseconds;
      const later = this.#sleepers.findIndex((sleeper) => sleeper.wakeAt > wakeAt);
      this.#sleepers.splice(later === -1 ? this.#sleepers.length : later, 0, { wakeAt, wake });
      this.#move();
    });
  }

  /** One sleeper at a time: what it does, and whom it puts to sleep, comes before the next one wakes. */
  #move(): void {
    if (this.#moving) return;
    this.#moving = true;
    setImmediate(() => {
      this.#moving = false;
      const next = this.#sleepers.shift();
      if (next === undefined) return;
      this.time = Math.max(this.time, next.wakeAt);
      next.wake();
      if (this.#sleepers.length > 0) this.#move();
    });
  }
}
