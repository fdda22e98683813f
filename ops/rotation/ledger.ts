import type { RotationState } from "./state";

/** A rotation's state as of one revision. */
export interface Page {
  readonly state: RotationState;
  /** The revision, for whoever keeps it. */
  readonly etag: string | undefined;
}

/** Where a rotation's state is kept, together with the credentials themselves: one write changes both or nothing. */
export interface Ledger {
  /** For people. */
  readonly name: string;
  /** Errors: there is no credential yet; somebody has edited it so that it makes no sense. */
  read(): Promise<Page>;
  /** Replaces `page` and gives the new one. Errors: `Conflict` where somebody else has written since. */
  write(page: Page, state: RotationState): Promise<Page>;
}
