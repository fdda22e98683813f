import type { EvaluationDiagnostic } from "../../toolchain/evaluator";

/** One call, free of any socket. */
export interface EscRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface EscAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): EscAnswer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** Pulumi Cloud says no: `{code, message}`, with diagnostics where a definition is wrong. Never holds a value. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly diagnostics: readonly EvaluationDiagnostic[] = [],
  ) {
    super(message);
  }

  answer(): EscAnswer {
    const { status: code, message } = this;
    const diagnostics = this.diagnostics.map(toApi);
    return json(code, { code, message, ...(diagnostics.length > 0 ? { diagnostics } : {}) });
  }
}

/** A diagnostic as the API has it. */
export function toApi({ severity, summary, detail, environment, line, column }: EvaluationDiagnostic) {
  const at = { line: line ?? 1, column: column ?? 1, byte: 0 };
  const range = line === undefined ? undefined : { environment: environment ?? "", begin: at, end: at };
  return { range, summary, detail, severity };
}
