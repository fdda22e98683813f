import type { RestAnswer, RestRequest } from "../rest/messages";
import { text } from "./answers";
import type { LambdaSettings, Limit } from "./settings";

const LAUNCH_PATH = "/api/v1/instance-operations/launch";

/** Lambda's front door (Cloudflare) is known to refuse Python-urllib; other libraries' own names are assumed. */
const LIBRARIES = /^(node|undici|node-fetch|axios|got|python-urllib|python-requests|go-http-client|java|okhttp)\b/i;

/** Lets a request through, or answers in Lambda's stead: never in the API's envelope. */
export class FrontDoor {
  readonly #requests: Pace;
  readonly #launches: Pace;

  constructor(limits: LambdaSettings["limits"]) {
    this.#requests = new Pace(limits.requests);
    this.#launches = new Pace(limits.launches);
  }

  /** `now` in ms of the vendor's time. Refused requests don't count against the limit (assumed). */
  refuse(request: RestRequest, now: number): RestAnswer | undefined {
    const agent = request.headers["user-agent"]?.trim() ?? "";
    if (agent === "" || LIBRARIES.test(agent)) return text(403, "error code: 1010");
    const paces = request.path === LAUNCH_PATH ? [this.#requests, this.#launches] : [this.#requests];
    const wait = Math.max(...paces.map((pace) => pace.wait(now)));
    if (wait > 0) return tooMany(request, wait);
    for (const pace of paces) pace.take(now);
    return undefined;
  }
}

/**
 * What Cloudflare sends for error 1015: HTML to browsers, a line of text to others. `Retry-After` only where `waitMs`
 * is given: whether Lambda's sends it is not known, so a client has to do without as well.
 */
export function tooMany(request: Pick<RestRequest, "headers">, waitMs?: number): RestAnswer {
  const headers: Record<string, string> = waitMs === undefined ? {} : { "retry-after": `${Math.ceil(waitMs / 1000)}` };
  if (!request.headers.accept?.includes("text/html")) return text(429, "error code: 1015", headers);
  const html = "<!DOCTYPE html><html><head><title>Access denied | cloud.lambda.ai</title></head>";
  return text(429, `${html}<body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>`, {
    ...headers,
    "content-type": "text/html; charset=UTF-8",
  });
}

/** Evenly spaced arrivals, each at most `slack` too early. */
class Pace {
  #next = Number.NEGATIVE_INFINITY;

  constructor(private readonly limit: Limit) {}

  wait(now: number): number {
    return Math.max(0, this.#next - this.limit.slack - now);
  }

  take(now: number): void {
    this.#next = Math.max(this.#next, now) + this.limit.interval;
  }
}
