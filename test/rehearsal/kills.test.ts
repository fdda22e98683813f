import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { Sophia } from "./sophia";

/** How many runs of each kind are killed; SOPHIA_KILLS=20 for the long form. */
const KILLS = Number(process.env.SOPHIA_KILLS ?? 1);
/** A run from nothing takes about this long on two cores; kills fall anywhere in it. */
const RUN_MS = 30_000;
/** A rehearsal of prod up to its refresh calls Lambda about so often. */
const CALLS = 40;
/** For one kill and what follows it. */
const ROUND_MS = 300_000;

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
        expect(await liveHosts()).toBe(1);
        await sophia.run(["destroy"]);
        expect(await liveHosts()).toBe(0);
      }
    },
    KILLS * ROUND_MS,
  );

  async function liveHosts(): Promise<number> {
    return (await sophia.sandbox().holds())["lambda.instances"] ?? 0;
  }
});

describe("prod's fleet", () => {
  const sophia = new Sophia();
  afterAll(() => sophia.dispose());

  it(
    `has four hosts, none twice and none unknown, after ${KILLS} runs that were killed at a random call of Lambda's API`,
    async () => {
      const rehearse = ["rehearse", "prod", "--keep", "--json"];
      for (let kill = 0; kill < KILLS; kill++) {
        await sophia.run(["rehearse", "prod", "--end"]);
        const { child, ended } = sophia.start(...rehearse);
        const last = 1 + Math.floor(((kill + Math.random()) / KILLS) * CALLS);
        await Promise.race([ended, reached(last)]);
        child.kill("SIGKILL");
        await ended;
        // Ends with an empty preview and a clean refresh, or fails.
        await sophia.run([...rehearse, "--resume"]);
        const hosts = await sophia.sandbox("prod").call("GET", "world/lambda.instance");
        const alive = Object.values(hosts as Record<string, Host>).filter(
          ({ terminateAt }) => terminateAt === undefined,
        );
        const keys = alive.map(({ tags }) => tags.find(({ key }) => key === "idempotency-key")?.value).sort();
        expect(keys, `killed at call ${last}`).toEqual([
          "sophia-analytics-1",
          "sophia-main-1",
          "sophia-main-2",
          "sophia-mcp-cluster-1",
        ]);
      }
      await sophia.run(["rehearse", "prod", "--end"]);
    },
    KILLS * ROUND_MS,
  );

  interface Host {
    readonly terminateAt?: number;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  }

  /** How many calls Lambda has answered since the rehearsal began. */
  function callsToLambda(): number {
    const log = readFileSync(join(sophia.state, "prod", "logs", "sandbox.log"), "utf8");
    return log.match(/ lambda: [A-Z]+ \/api\//g)?.length ?? 0;
  }

  /** Ends when so many calls have come; the log is not there from the beginning. */
  async function reached(calls: number): Promise<void> {
    for (;;) {
      await sleep(20);
      try {
        if (callsToLambda() >= calls) return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
  }
});
