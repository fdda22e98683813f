import type { EvaluationDiagnostic } from "../../toolchain/evaluator";
import { json, type RestAnswer } from "../rest/messages";

/** Pulumi Cloud says no: `{code, message}`, with diagnostics where a definition is wrong. Never holds a value. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly diagnostics: readonly EvaluationDiagnostic[] = [],
  ) {
    super(message);
  }

  answer(): RestAnswer {
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
