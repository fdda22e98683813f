/** Whether an object does what it is there for, with the reasons where it doesn't (yet). */
export type Verdict =
  | { readonly state: "ready" }
  | { readonly state: "waiting"; readonly reasons: readonly string[] }
  /** It won't become ready by waiting. */
  | { readonly state: "failed"; readonly reasons: readonly string[] };

export const ready: Verdict = { state: "ready" };

export function waiting(...reasons: (string | undefined)[]): Verdict {
  return { state: "waiting", reasons: reasons.filter((reason) => reason !== undefined) };
}

export function failed(...reasons: (string | undefined)[]): Verdict {
  return { state: "failed", reasons: reasons.filter((reason) => reason !== undefined) };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** A condition as a reason: `FailedCreate: pods "web-" is forbidden`. */
export function conditionText({ reason, type, message }: Condition): string {
  return `${reason ?? type}: ${message ?? "no message"}`;
}
