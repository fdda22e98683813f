import { json, type RestAnswer } from "../../rest/messages";

/** Vercel says no: `{error: {code, message}}`. Never holds a value. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  answer(): RestAnswer {
    return json(this.status, { error: { code: this.code, message: this.message } }, this.headers);
  }
}

/** How long a limit lasts is not published for each call: a minute is assumed. */
export function rateLimited(): Refusal {
  return new Refusal(429, "rate_limited", "The rate limit of requests has been exceeded", { "retry-after": "60" });
}
