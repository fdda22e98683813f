import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readSecrets } from "../../../ops/migration/input";
import { migrate, NotVerified } from "../../../ops/migration/run";
import { evaluate } from "../../../toolchain/evaluator";
import { obtain } from "../../../toolchain/obtain";
import { asInARun, madeUpSecrets } from "./madeUp";
import { Crash, MemoryStore } from "./memoryStore";

const made = madeUpSecrets();
const secrets = readSecrets(asInARun(made));
const run = (store: MemoryStore, prefer: "esc" | "github" = "esc") =>
  migrate(store, { vault: "sophia-vault/staging", secrets, prefer });

let evaluator: string;
beforeAll(async () => {
  evaluator = (await obtain(["sophia-esc"], (line) => console.log(line)))["sophia-esc"] ?? "";
}, 300_000);

/** What Pulumi's own evaluator opens, by path. */
async function opened(store: MemoryStore): Promise<{ at(path: string): unknown; secrets: string[] }> {
  const request = { environments: { "v/v": store.yaml ?? "" }, root: "v/v", showSecrets: true };
  const { properties, diagnostics, secrets } = await evaluate(evaluator, request);
  expect(diagnostics).toEqual([]);
  const at = (path: string) => path.split(".").reduce((node: unknown, key) => Object(node)[key], properties);
  return { at, secrets };
}

/** Everything of the 158 is where the table says, and opens as what was sent. */
async function expectAll(store: MemoryStore, outcomes: Awaited<ReturnType<typeof run>>): Promise<void> {
  const vault = await opened(store);
  expect(Object.fromEntries(outcomes.map(({ name, path }) => [name, vault.at(path)]))).toEqual(made);
  expect([...vault.secrets].sort()).toEqual([...new Set(outcomes.map(({ path }) => path))].sort());
}

describe("migrating 158 secrets", () => {
  it("brings each of them into the vault as a secret, as what was sent", async () => {
    const store = new MemoryStore();
    const outcomes = await run(store);
    expect(outcomes).toHaveLength(158);
    await expectAll(store, outcomes);
    expect(store.yaml).not.toContain("ghs_of-the-run-alone");
  });

  it("changes nothing the second time", async () => {
    const store = new MemoryStore();
    await run(store);
    const before = { yaml: store.yaml, revision: store.revision };
    const states = new Set((await run(store)).map(({ state }) => state));
    expect({ states: [...states], yaml: store.yaml, revision: store.revision }).toEqual({
      states: ["unchanged"],
      ...before,
    });
  });

  it("tells no value, whatever becomes of it", async () => {
    const told = JSON.stringify([
      await run(new MemoryStore()),
      await run(new MemoryStore("values: {ai: {}}"), "github"),
    ]);
    for (const value of Object.values(made)) expect(told).not.toContain(JSON.stringify(value).slice(1, -1));
    expect(told).not.toContain("canary");
  });

  it("goes on from a crash at every call of the store, before and after it", async () => {
    const whole = new MemoryStore();
    await run(whole);
    expect(whole.calls).toBeGreaterThan(10);
    for (let at = 0; at < whole.calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const store = new MemoryStore(undefined, (call, moment) => {
          if (call === at && moment === when) throw new Crash();
        });
        await expect(run(store)).rejects.toThrow(Crash);
        expect(await run(store)).toHaveLength(158);
        expect(parse(store.yaml ?? "")).toEqual(parse(whole.yaml ?? ""));
      }
    }
  });

  it("goes on where somebody else writes in between, and keeps what they wrote", async () => {
    const store = new MemoryStore("# ours\nvalues: {}\n", (call, moment, edited) => {
      if (![1, 4, 9].includes(call) || moment !== "before") return;
      edited.yaml = `${edited.yaml}other${call}: {}\n`;
      edited.revision += 1;
    });
    await run(store);
    expect(Object.keys(parse(store.yaml ?? ""))).toEqual(["values", "other1", "other4", "other9"]);
    const { other1, other4, other9, ...rest } = parse(store.yaml ?? "");
    await expectAll(Object.assign(new MemoryStore(), { yaml: JSON.stringify(rest) }), await run(store));
  });

  it("gives up where somebody else is always faster, and nothing is half-written", async () => {
    const store = new MemoryStore("values: {}\n", (_, __, edited) => {
      edited.revision += 1;
    });
    await expect(run(store)).rejects.toThrow("sophia-vault/staging was changed by somebody else");
    expect(store.yaml).toBe("values: {}\n");
  });

  it("says which secrets a store does not give back as they were", async () => {
    const store = new MemoryStore(undefined, (_, __, broken) => {
      broken.yaml = broken.yaml?.replaceAll("canary-7-", "something-else-");
    });
    const error = await run(store).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(NotVerified);
    expect(String(error)).toContain("does not give back what was written: OLD_SECRET_7;");
  });
});
