/** A call to Lambda Cloud, without anything secret. */
export interface LambdaRequest {
  readonly method: string;
  /** Without `/api/v1`. */
  readonly path: string;
}

export interface LambdaErrorDetails {
  /** The vendor's code, e.g. `global/quota-exceeded`, or one of ours: `client/...`. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; absent where no answer came. */
  readonly status?: number;
  /** What the vendor says to do about it; ours for the code is added. */
  readonly suggestion?: string;
  readonly request: LambdaRequest;
  /** Whether Lambda may have done the work all the same. */
  readonly outcomeUnknown: boolean;
  /** How long Lambda asks to wait before the next call, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** A call that Lambda Cloud refused, or whose answer did not arrive whole. Never carries the API key. */
export class LambdaError extends Error {
  readonly code: string;
  readonly status?: number;
  readonly suggestion?: string;
  readonly request: LambdaRequest;
  readonly outcomeUnknown: boolean;
  readonly retryAfterMs?: number;

  constructor(details: LambdaErrorDetails) {
    const told = [details.suggestion, suggestions[details.code]].filter((text) => text !== undefined);
    const suggestion = told.length === 0 ? undefined : told.map((text) => text.replace(/\.?$/, ".")).join(" ");
    super(describe(details, suggestion));
    this.name = "LambdaError";
    this.code = details.code;
    this.status = details.status;
    this.suggestion = suggestion;
    this.request = details.request;
    this.outcomeUnknown = details.outcomeUnknown;
    this.retryAfterMs = details.retryAfterMs;
  }
}

function describe(details: LambdaErrorDetails, suggestion: string | undefined): string {
  const { request, code, status } = details;
  const what = `Lambda Cloud: ${request.method} ${request.path}: ${details.message.replace(/\.?$/, "")}`;
  const where = status === undefined ? code : `${code}, HTTP ${status}`;
  return suggestion === undefined ? `${what} (${where}).` : `${what} (${where}). ${suggestion}`;
}

/** What to do, beside what the vendor says. */
const suggestions: Readonly<Record<string, string>> = {
  "global/invalid-api-key":
    "Make a key at https://cloud.lambda.ai/api-keys and set it at `infrastructure.lambda.apiKey` of the stack's ESC " +
    "environment. `pulumi refresh` and `destroy` use the key of the last `up`, unless run with `--run-program`.",
  "global/account-inactive": "Verify the account's email address and payment method at https://cloud.lambda.ai.",
  "global/invalid-address": "Correct the billing address at https://cloud.lambda.ai/settings/billing.",
  "global/quota-exceeded": "Terminate what is no longer needed, or ask Lambda's support for a larger quota.",
  "global/forbidden": "Use an API key of a user who may do this.",
  "client/connection": "Check the endpoint, the network and any proxy, then run the same command again.",
  "client/certificate": "Check this machine's clock (`date`) and that nothing intercepts TLS.",
  "client/timeout": "Lambda Cloud may be slow; run the same command again.",
  "client/rate-limited":
    "Something else uses the same account's one request a second; run the same command again later.",
  "client/bad-answer": "Something between here and Lambda may have answered (proxy, sign-in page): check the endpoint.",
};
