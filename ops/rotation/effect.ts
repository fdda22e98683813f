import { type Key, loginKey, otherKey, otherSlot, type RotationState, retiredKey, type Slot } from "./state";

/** What is to be done next; each is safe to repeat. */
export type Effect =
  | { readonly kind: "create"; readonly slot: Slot }
  | { readonly kind: "publish" }
  | { readonly kind: "test"; readonly key: Key; readonly expect: "accepted" | "refused" }
  | { readonly kind: "confirm"; readonly key: Key }
  | { readonly kind: "wait"; readonly until: Date }
  | { readonly kind: "rest" };

/** What the state asks for now; it follows from the state alone, so a run that was killed is simply gone on with. */
export function effectOf(state: RotationState, now: Date): Effect {
  if (state.step === "idle" || state.step === "needs-a-person") return { kind: "rest" };
  if (state.notBefore !== undefined && waits(state, now)) return { kind: "wait", until: new Date(state.notBefore) };
  switch (state.step) {
    case "create":
      return { kind: "create", slot: otherSlot(state.login) };
    case "test":
      return { kind: "test", key: otherKey(state), expect: "accepted" };
    case "confirm":
      return { kind: "confirm", key: loginKey(state) };
    case "verify":
      return { kind: "test", key: retiredKey(state), expect: "refused" };
    default:
      return { kind: "publish" };
  }
}

/** Whether an earlier failure asks for patience. */
export function waits({ notBefore }: RotationState, now: Date): boolean {
  return notBefore !== undefined && Date.parse(notBefore) > now.getTime();
}
