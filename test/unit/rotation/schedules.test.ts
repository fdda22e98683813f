import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Conflict } from "../../../ops/esc/store";
import { AttemptFailed } from "../../../ops/rotation/adapter";
import { rotate } from "../../../ops/rotation/run";
import { loginKey } from "../../../ops/rotation/state";
import { Crash, type Trouble, troubles, World } from "./world";

const DAY = 86_400_000;
const SCHEDULES = 5_000;

/** Troubles come in bursts: single ones rarely use up all attempts of a step. */
const burst = fc
  .record({
    calm: fc.integer({ min: 0, max: 12 }),
    trouble: fc.constantFrom(...troubles),
    times: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ calm, trouble, times }) => [...Array<Trouble>(calm).fill("fine"), ...Array<Trouble>(times).fill(trouble)]);

const schedule = fc.record({
  troubles: fc.array(burst, { minLength: 1, maxLength: 12, size: "max" }).map((bursts) => bursts.flat()),
  hosts: fc.integer({ min: 1, max: 4 }),
  /** How many runs are at it at once. */
  runners: fc.integer({ min: 1, max: 2 }),
});

/** What has to be true at every moment. */
function safe({ state, hosts, consumer, accepted }: World): void {
  const inUse = loginKey(state).publicPart;
  const live = new Set(hosts.flatMap((host) => [...host]));
  const kept = [...accepted, state.retired].flatMap((key) => (key === undefined ? [] : [key.publicPart]));
  if (!hosts.every((host) => host.has(inUse))) throw new Error(`ESC's login key ${inUse} does not open every host`);
  if (!hosts.every((host) => host.has(consumer.publicPart))) throw new Error("the consumer is locked out");
  if (live.size > 2 || accepted.length > 2) throw new Error("more than two live keys");
  if (![...live].every((key) => kept.includes(key))) throw new Error("a live key's secret is lost");
}

/** Runs until it is rotated: every day, again after each crash, and by a person where it stopped. */
async function untilRotated(world: World, runners: number): Promise<void> {
  for (let day = 0; day < 200; day += 1) {
    const asked = world.state.step === "needs-a-person";
    const runs = Array.from({ length: runners }, () => rotate(world.rotation(), asked));
    for (const run of await Promise.allSettled(runs)) {
      const isExpected =
        run.status === "fulfilled" || [Crash, AttemptFailed, Conflict].some((kind) => run.reason instanceof kind);
      if (!isExpected) throw run.reason;
    }
    if (world.state.step === "idle" && loginKey(world.state).publicPart !== world.original.publicPart) return;
    world.now += DAY;
  }
  throw new Error(`not rotated after 200 days: ${world.said.slice(-5).join("; ")}`);
}

describe("a rotation under crashes, failures, lost answers, conflicting edits and hosts that ignore a change", () => {
  it(`keeps a working key in ESC at every moment, never has more than two, and ends with the new one alone (${SCHEDULES} schedules)`, async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ troubles, hosts, runners }) => {
        const world = new World([...troubles], hosts, safe);
        await untilRotated(world, runners);
        const { publicPart } = loginKey(world.state);
        expect(world.hosts.every((host) => host.size === 1 && host.has(publicPart))).toBe(true);
        expect(world.accepted).toHaveLength(1);
        expect(world.state.retired).toBeUndefined();
        expect(world.said.join("\n")).not.toContain("secret-");
      }),
      { numRuns: SCHEDULES },
    );
  });

  it("ends at what is no failed attempt, counts nothing, and goes on from there", async () => {
    const world = new World(["fine", "fine", "fine", "crash"], 1, safe);
    await expect(rotate(world.rotation(), false)).rejects.toThrow(Crash);
    expect(world.state).toMatchObject({ step: "create", attempts: 0 });
    await rotate(world.rotation(), false);
    expect(world.state).toMatchObject({ step: "idle", login: "b" });
  });

  it("goes through its steps in order where nothing goes wrong, and does nothing more until it is due", async () => {
    const world = new World([], 2, safe);
    await rotate(world.rotation(), false);
    const steps = ["create", "introduce", "test", "promote", "confirm", "retire", "verify"];
    expect(world.said).toEqual(steps.map((step) => `key: ${step}`));
    world.now += 44 * DAY;
    await rotate(world.rotation(), false);
    expect(world.said).toHaveLength(steps.length);
    world.now += DAY;
    await rotate(world.rotation(), false);
    expect(world.said).toHaveLength(2 * steps.length);
  });
});
