import { z } from "zod";
import { isObject } from "../dynamic/implementation";
import { LambdaError, type LambdaRequest } from "./errors";

/** What is used of `fetch`. */
export type Fetch = (
  url: string,
  init: Pick<RequestInit, "method" | "body" | "redirect" | "signal"> & { headers: Record<string, string> },
) => Promise<Answer>;

type Answer = Pick<Response, "ok" | "status" | "text"> & { readonly headers: Pick<Headers, "get"> };

/** One HTTP exchange with Lambda Cloud, neither paced nor repeated. */
export interface Exchange extends LambdaRequest {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly fetch: Fetch;
  readonly body?: unknown;
}

const failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), suggestion: z.string().nullish() }),
});

/** The answer's `data`, as `schema` describes it. Throws a `LambdaError` for everything else. */
export async function exchange<T>(call: Exchange, schema: z.ZodType<T>): Promise<T> {
  const request = { method: call.method, path: call.path };
  const { response, text } = await send(call, request);
  const body = parse(text);
  if (!response.ok) throw refusal(request, response, body);
  // Whatever was asked has been done: only the answer is unusable.
  const bad = (message: string) =>
    new LambdaError({ code: "client/bad-answer", message, status: response.status, request, outcomeUnknown: true });
  if (body === undefined) throw bad(`the answer is not JSON but ${shape(response, text)}`);
  const answer = schema.safeParse(isObject(body) ? body.data : undefined);
  if (!answer.success) throw bad(`the answer lacks what was expected: ${answer.error.issues.map(issue).join("; ")}`);
  return answer.data;
}

async function send(call: Exchange, request: LambdaRequest): Promise<{ response: Answer; text: string }> {
  try {
    const response = await call.fetch(`${call.endpoint}/api/v1${call.path}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${call.apiKey}`,
        accept: "application/json",
        "user-agent": call.userAgent,
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      // A redirect would carry the key to wherever it leads.
      redirect: "manual",
      signal: AbortSignal.timeout(call.timeoutMs),
    });
    return { response, text: await response.text() };
  } catch (error) {
    throw broken(call, request, error);
  }
}

/** No whole answer came. The message of a low-level error may hold anything, so only its code is told. */
function broken(call: Exchange, request: LambdaRequest, error: unknown): LambdaError {
  if (error instanceof Error && error.name === "TimeoutError") {
    const message = `no answer from ${call.endpoint} within ${call.timeoutMs / 1000} s`;
    return new LambdaError({ code: "client/timeout", message, request, outcomeUnknown: true });
  }
  const cause = error instanceof Error && error.cause instanceof Object ? error.cause : error;
  const code = cause instanceof Object && "code" in cause ? String(cause.code) : "connection lost";
  return new LambdaError({
    code: /CERT|SIGNED|ALTNAME/.test(code) ? "client/certificate" : "client/connection",
    message: `${call.endpoint} cannot be reached or broke off: ${code}`,
    request,
    outcomeUnknown: true,
  });
}

function refusal(request: LambdaRequest, response: Answer, body: unknown): LambdaError {
  const { status } = response;
  const told = failure.safeParse(body);
  const retryAfterMs = retryAfter(response.headers);
  // Cloudflare answers 429 in front of the API, with HTML or plain text; nothing has reached Lambda then.
  if (status === 429) {
    const message = "called too often";
    return new LambdaError({
      code: "client/rate-limited",
      message,
      status,
      request,
      outcomeUnknown: false,
      retryAfterMs,
    });
  }
  const details = told.success
    ? { ...told.data.error, suggestion: told.data.error.suggestion ?? undefined }
    : { code: "client/bad-answer", message: `refused without Lambda's error format (${shape(response, "")})` };
  return new LambdaError({ ...details, status, request, outcomeUnknown: status >= 500, retryAfterMs });
}

/** In milliseconds. A date is measured against the answer's own `Date`, so a wrong clock here changes nothing. */
function retryAfter(headers: Answer["headers"]): number | undefined {
  const value = headers.get("retry-after");
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(headers.get("date") ?? new Date().toUTCString());
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shape(response: Answer, text: string): string {
  const type = response.headers.get("content-type") ?? "of no content type";
  return text === "" ? type : `${type}, ${text.length} characters`;
}

function issue(problem: z.core.$ZodIssue): string {
  return `\`${["data", ...problem.path].join(".")}\`: ${problem.message}`;
}
