import type { Placement } from "./placing";
import type { Vault } from "./vault";

/** Whose value stays where GitHub and ESC have different ones. */
export type Preference = "esc" | "github";

/** What becomes of one secret. */
export interface Step {
  readonly placement: Placement;
  readonly state: State;
  /** Why; never a value. */
  readonly note: string;
}

export type State =
  /** To its credential's place. */
  | "moved"
  /** Kept in the vault, for a person to look at. */
  | "unsorted"
  /** It is at its place already. */
  | "unchanged"
  /** ESC has another value there, which stays. */
  | "differs";

/** What becomes of each secret in this vault; whatever is `moved` or `unsorted` has to be written. Errors: `OddVault`. */
export function plan(placements: readonly Placement[], vault: Vault, prefer: Preference): Step[] {
  return placements.map((placement) => {
    const { path, value, note, isSorted } = placement;
    const kept = vault.at(path);
    const written = isSorted ? "moved" : "unsorted";
    if (kept.kind === "nothing") return { placement, state: written, note };
    if (kept.kind === "other") return { placement, state: "differs", note: "ESC has no plain secret there" };
    if (kept.value !== value) {
      const [state, why] = prefer === "github" ? [written, "replaced another value"] : ["differs", "ESC's stays"];
      return { placement, state: state as State, note: why };
    }
    if (kept.kind === "clear") return { placement, state: written, note: "was there in clear" };
    return { placement, state: "unchanged", note };
  });
}

export function isWritten({ state }: Step): boolean {
  return state === "moved" || state === "unsorted";
}
