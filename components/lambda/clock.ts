/** Time as the client sees it; tests hand in a virtual one. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Milliseconds since the epoch, for what people read: it may jump. */
  date(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Monotonic, so that a corrected system clock neither bursts nor stalls the pacing. */
export const realClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
