import { LambdaError } from "./errors";

/** Calls, the first included, before a repeatable call gives up. */
export const ATTEMPTS = 6;

/** Longest wait between two attempts, in units of the request pacing. */
const CAP = 32;

/** Longest wait that a `Retry-After` may ask for, in milliseconds; a call that is told to wait longer fails instead. */
export const LONGEST_RETRY_AFTER_MS = 120_000;

/** Whether the same call may succeed later. Says nothing of whether it is safe to repeat. */
export function isPassing(error: unknown): error is LambdaError {
  if (!(error instanceof LambdaError)) return false;
  if ((error.retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) return false;
  return error.outcomeUnknown || error.code === "client/rate-limited";
}

/** As `isPassing`, where the vendor's work was not even begun, so that repeating is safe whatever the call. */
export function isTurnedAway(error: unknown): error is LambdaError {
  return isPassing(error) && !error.outcomeUnknown;
}

/**
 * How long to wait before attempt `attempt` + 1 (the first is 1): full jitter below a doubling, capped bound, so that
 * hosts created together don't come back together; never less than Lambda asked for.
 */
export function backoffMs(attempt: number, unitMs: number, random: () => number, retryAfterMs = 0): number {
  const bound = unitMs * Math.min(CAP, 2 ** attempt);
  return retryAfterMs + random() * bound;
}
