import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { Sophia } from "./sophia";

/** How many runs are killed; SOPHIA_KILLS=20 for the long form. */
const KILLS = Number(process.env.SOPHIA_KILLS ?? 4);
/** A run from nothing takes about this long on two cores; kills fall anywhere in it. */
const RUN_MS = 30_000;
/** For one kill and what follows it. */
const ROUND_MS = 180_000;

describe("a run that is killed with -9", () => {
  const sophia = new Sophia();
  afterAll(() => sophia.dispose());

  it(
    `converges when it is run again: ${KILLS} kills at random moments, each followed by a run to the end`,
    async () => {
      for (let kill = 0; kill < KILLS; kill++) {
        const { child, ended } = sophia.start("up");
        // Spread over the whole run, and never twice at the same moment.
        await Promise.race([ended, sleep(((kill + Math.random()) / KILLS) * RUN_MS)]);
        child.kill("SIGKILL");
        await ended;
        await sophia.run(["up"]);
        expect((await sophia.run(["preview"])).stdout).toMatch(/^plan: \d+ unchanged$/m);
        expect(await liveHosts()).toHaveLength(1);
        await sophia.run(["destroy"]);
        expect(await liveHosts()).toHaveLength(0);
      }
    },
    KILLS * ROUND_MS,
  );

  async function liveHosts(): Promise<string[]> {
    const { stdout } = await sophia.run(["status", "--json"]);
    const { holds } = JSON.parse(stdout) as { holds: Record<string, number> };
    return Array.from({ length: holds["lambda.instances"] ?? 0 }, (_, host) => `host ${host}`);
  }
});
