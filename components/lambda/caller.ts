import type { z } from "zod";
import type { Clock } from "./clock";
import { LambdaError } from "./errors";
import { type Pacer, type Pacing, pacerFor } from "./pacing";
import { ATTEMPTS, backoffMs, isPassing, isTurnedAway, LONGEST_RETRY_AFTER_MS } from "./retry";
import { exchange, type Fetch } from "./transport";

export interface Line {
  readonly apiKey: string;
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly pacing: Pacing;
}

/** One call in the vendor's words. */
export interface Call<T> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Without `/api/v1`. */
  readonly path: string;
  readonly answer: z.ZodType<T>;
  readonly body?: unknown;
}

/** Sends calls at the vendor's pace. */
export class Caller {
  readonly #pacer: Pacer;

  constructor(private readonly line: Line) {
    this.#pacer = pacerFor(line.endpoint, line.clock);
  }

  /** For calls that do the same however often they are sent. `onSend` is called before the first is. */
  async repeat<T>(call: Call<T>, onSend?: () => void): Promise<T> {
    return await this.#patiently(call, isPassing, onSend);
  }

  async #patiently<T>(
    call: Call<T>,
    mayPass: (error: unknown) => error is LambdaError,
    onSend?: () => void,
  ): Promise<T> {
    const { clock, pacing, random } = this.line;
    for (let attempt = 1; ; attempt += 1) {
      await this.#pacer.turn(pacing.requestMs);
      if (attempt === 1) onSend?.();
      try {
        return await this.#send(call);
      } catch (error) {
        if (!mayPass(error) || attempt === ATTEMPTS) throw error;
        await clock.sleep(backoffMs(attempt, pacing.requestMs, random, error.retryAfterMs));
      }
    }
  }

  /** As `repeat`; undefined where the vendor knows no such thing. */
  async repeatOrAbsent<T>(call: Call<T>): Promise<T | undefined> {
    try {
      return await this.repeat(call);
    } catch (error) {
      if (error instanceof LambdaError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** For calls that do their work each time they are sent: only what the front door turned away is sent again. */
  async once<T>(call: Call<T>): Promise<T> {
    return await this.#patiently(call, isTurnedAway);
  }

  /** Sent once, at the pace of launches, unless `lastLook` finds something right before: then that is returned. */
  async launch<T, F>(call: Call<T>, lastLook: () => Promise<F | undefined>): Promise<T | F> {
    const found = await this.#pacer.launchTurn(this.line.pacing, lastLook);
    return found ?? (await this.#send(call));
  }

  async #send<T>({ answer, ...call }: Call<T>): Promise<T> {
    try {
      return await exchange({ ...this.line, ...call }, answer);
    } catch (error) {
      const asked = error instanceof LambdaError ? (error.retryAfterMs ?? 0) : 0;
      this.#pacer.pause(Math.min(asked, LONGEST_RETRY_AFTER_MS));
      throw error;
    }
  }
}
