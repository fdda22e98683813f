import { describe, expect, it } from "vitest";
import { advance, mostAttempts, mostWithdrawals, nextDue, type RotationEvent } from "../../../ops/rotation/reducer";
import { atRest, type RotationState } from "../../../ops/rotation/state";

const policy = { maximumAgeDays: 90 };
const start = new Date("2026-11-20T00:00:00Z");
const DAY = 86_400_000;
const old = { publicPart: "old", secret: "old secret", createdAt: start.toISOString() };
const fresh = { publicPart: "new", secret: "new secret" };
const created: RotationEvent = { kind: "created", ...fresh };
const failed: RotationEvent = { kind: "failed" };

/** What the events make of it, all at one time. */
function play(state: RotationState, events: readonly (RotationEvent | "tick" | "asked" | "done")[]) {
  const tick = advance(state, start, { kind: "tick" }, policy);
  return events.reduce((last, event) => {
    return advance(last.state, start, typeof event === "string" ? { kind: event } : event, policy);
  }, tick);
}
const rest = atRest(old, start);
const inTest = play(rest, ["asked", created, "done"]).state;
const fail = (times: number) => Array<RotationEvent>(times).fill(failed);

describe("the rotation's reducer", () => {
  it("is due at half of the highest age, and at once where the age is unknown", () => {
    expect(nextDue(rest, policy)).toEqual(new Date(start.getTime() + 45 * DAY));
    expect(advance(rest, new Date(start.getTime() + 45 * DAY - 1), { kind: "tick" }, policy).state).toBe(rest);
    expect(advance(rest, new Date(start.getTime() + 45 * DAY), { kind: "tick" }, policy).state.step).toBe("create");
    const unknown = atRest({ ...old, createdAt: undefined }, start);
    expect(advance(unknown, start, { kind: "tick" }, policy).effect).toEqual({ kind: "create", slot: "b" });
  });

  it("waits 10 s, 20 s, 40 s, 80 s after failures, and not where a person asks", () => {
    const waits = [1, 2, 3, 4].map((times) => {
      const { state, effect } = play(inTest, fail(times));
      expect(effect).toEqual({ kind: "wait", until: new Date(state.notBefore ?? "") });
      return Date.parse(state.notBefore ?? "") - start.getTime();
    });
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000]);
    expect(play(inTest, [failed, "asked"]).effect.kind).toBe("test");
  });

  it("withdraws a new credential that does not work: the old one stays in use, the new one has to be refused", () => {
    const { state, effect } = play(inTest, fail(mostAttempts));
    expect(state).toMatchObject({ step: "retire", login: "a", slots: { a: old }, retired: fresh, withdrawals: 1 });
    expect(state.slots.b).toBeUndefined();
    expect(effect).toEqual({ kind: "publish" });
    const verified = play(state, ["done"]);
    expect(verified.effect).toMatchObject({ kind: "test", key: fresh, expect: "refused" });
    expect(play(verified.state, ["done"]).state).toMatchObject({ step: "idle", notBefore: "2026-11-20T06:00:00.000Z" });
  });

  it("stops for a person after new credentials in a row that did not work, and begins anew when asked", () => {
    const withdrawn = { ...inTest, withdrawals: mostWithdrawals - 1 };
    const { state, effect } = play(withdrawn, [...fail(mostAttempts), "done", "done"]);
    expect(state).toMatchObject({ step: "needs-a-person", resumeAt: "idle" });
    expect(effect).toEqual({ kind: "rest" });
    expect(play(state, ["tick"]).state).toBe(state);
    expect(play(state, ["asked"]).state).toMatchObject({ step: "create", withdrawals: 0 });
  });

  it.each([
    ["introduce", ["asked", created], "introduce"],
    ["promote", ["asked", created, "done", "done"], "promote"],
    ["confirm", ["asked", created, "done", "done", "done"], "promote"],
    ["retire", ["asked", created, "done", "done", "done", "done"], "retire"],
    ["verify", ["asked", created, "done", "done", "done", "done", "done"], "retire"],
  ] as const)(
    "stops for a person when %s keeps failing, retiring nothing, and goes on where that helps",
    (step, events, resumed) => {
      const before = play(rest, events).state;
      expect(before.step).toBe(step);
      const stopped = play(before, fail(mostAttempts)).state;
      expect(stopped).toMatchObject({ step: "needs-a-person", slots: before.slots, login: before.login });
      expect(play(stopped, ["asked"]).state).toMatchObject({ step: resumed, attempts: 0 });
    },
  );

  it("refuses to be done with nothing", () => {
    expect(() => advance(rest, start, { kind: "done" }, policy)).toThrow(
      "nothing can be done at the rotation's step idle",
    );
  });
});
