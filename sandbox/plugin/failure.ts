import type { Props } from "./types";

/**
 * Thrown by `create`, `update` or `read` when the object exists at the vendor but is not well, e.g. a Deployment that
 * never becomes available: the engine keeps it in the state with the reasons, so that the next `up` goes on from there.
 */
export class PartialFailure extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Props,
    readonly inputs: Props,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}
