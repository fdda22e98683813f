import fc from "fast-check";
import { expect, it } from "vitest";
import { beginning, commands, everything } from "./commands";
import { Platform } from "./platform";

/** `SOPHIA_HISTORIES=50000 npx vitest run --project unit test/unit/lambda/histories.test.ts` runs that many. */
const HISTORIES = Number(process.env.SOPHIA_HISTORIES ?? 2_000);

const TIMEOUT_MS = 30_000 + HISTORIES * 50;

/** As measured, and so slow that a host is listed long after the next launch may be sent. */
const LAUNCH_MS = fc.constantFrom(9_000, 30_000);

it("loses and doubles no host, whatever the vendor and kill -9 do: after a run again, world equals state", {
  timeout: TIMEOUT_MS,
}, async () => {
  const then = fc.commands(commands, { maxCommands: 6, size: "max" });
  const history = fc.asyncProperty(LAUNCH_MS, beginning, then, async (launchMs, first, happens) => {
    const platform = new Platform(launchMs);
    await first.run({}, platform);
    await fc.asyncModelRun(() => ({ model: {}, real: platform }), happens);
    await platform.calm();
    await runAgain(platform);
    expect(await platform.changes(everything)).toEqual([]);
    const known = [...platform.engine.state].map(([name, kept]) => [kept.id, { key: name, name }] as const);
    expect(new Map(known)).toEqual(platform.vendor.live());
    expect([...(await platform.up(new Map())).values()]).toEqual([]);
    expect(platform.vendor.live().size).toBe(0);
  });
  await fc.assert(history, { numRuns: HISTORIES });
});

/**
 * Run once more it is as wanted, but for two things that a history may leave behind: a host that was lost before it was
 * adopted is ended with an error, and one of other settings is adopted as it is. The run after that mends them.
 */
async function runAgain(platform: Platform): Promise<void> {
  for (let run = 1; run <= 2; run += 1) {
    await platform.refresh();
    const errors = await platform.up(everything);
    if (errors.size === 0 && (await platform.changes(everything)).length === 0) return;
  }
}
