/** One call, free of any socket. */
export interface GithubRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface GithubAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): GithubAnswer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

export const nothing: GithubAnswer = { status: 204, headers: {}, body: "" };

/** GitHub says no. Never holds a value. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    private readonly more: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly errors?: readonly object[];
    } = {},
  ) {
    super(message);
  }

  answer(): GithubAnswer {
    const { status, message } = this;
    const { headers, errors } = this.more;
    const documented = { documentation_url: "https://docs.github.com/rest", status: String(status) };
    return json(status, { message, ...(errors && { errors }), ...documented }, headers);
  }
}

export const notFound = () => new Refusal(404, "Not Found");
