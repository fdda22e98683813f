import { Refusal } from "./messages";

/** docs.github.com, "Rate limits for the REST API": the primary limit of a person's token. */
const CALLS_AN_HOUR = 5000;
const HOUR_MS = 3_600_000;

/** The primary limit, by token; an hour begins with a token's first call in it. */
export class RateLimit {
  readonly #hours = new Map<string, { used: number; readonly endsAt: number }>();

  /** Counts a call; gives the headers that every answer has. `now` in ms of the vendor's time. Errors: 403, with them. */
  take(token: string, now: number): Record<string, string> {
    const known = this.#hours.get(token);
    const hour = known !== undefined && now < known.endsAt ? known : { used: 0, endsAt: now + HOUR_MS };
    this.#hours.set(token, hour);
    const isOver = hour.used >= CALLS_AN_HOUR;
    if (!isOver) hour.used += 1;
    const headers = {
      "x-ratelimit-limit": String(CALLS_AN_HOUR),
      "x-ratelimit-remaining": String(CALLS_AN_HOUR - hour.used),
      "x-ratelimit-used": String(hour.used),
      "x-ratelimit-reset": String(Math.ceil(hour.endsAt / 1000)),
      "x-ratelimit-resource": "core",
    };
    if (isOver) throw new Refusal(403, "API rate limit exceeded for installation.", { headers });
    return headers;
  }
}

/** Too many calls at once, or too many that make things; GitHub sends 403 or 429 for it, 403 is the older one. */
export function secondaryLimit(): Refusal {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  return new Refusal(403, message, { headers: { "retry-after": "60" } });
}
