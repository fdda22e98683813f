/** One call as the stand-in's core sees it, free of any socket. */
export interface LambdaRequest {
  readonly method: string;
  /** As sent, without the query: `/api/v1/instances`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty where there is none. */
  readonly body: string;
}

export interface LambdaAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, value: unknown): LambdaAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): LambdaAnswer {
  return { status, headers: { "content-type": "text/plain; charset=UTF-8", ...headers }, body };
}
