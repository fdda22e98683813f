/**
 * A mistake or a lack that the user can mend. Shown without a stack trace: `message` says what is wrong, where, the
 * value (never a secret) and what is allowed; `mend` is the one command or action that puts it right.
 */
export class UserError extends Error {
  constructor(
    message: string,
    readonly mend?: string,
  ) {
    super(message);
    this.name = "UserError";
  }
}
