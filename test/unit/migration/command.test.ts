import { Readable } from "node:stream";
import { Command } from "commander";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { addMigrate } from "../../../cli/commands/migrate";
import { UserError } from "../../../cli/userError";
import { ESC_ORGANIZATION } from "../../../sandbox/esc/start";
import { type EscBench, escBench } from "../esc/cloud";
import { asInARun, madeUpSecrets } from "./madeUp";

let bench: EscBench;
beforeAll(async () => {
  bench = await escBench();
}, 300_000);
afterAll(() => bench.stop());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const made = madeUpSecrets();

/** Runs `sophia migrate ...` against the stand-in of Pulumi Cloud; gives all that it printed, and what it threw. */
async function sophia(input: string, ...words: string[]): Promise<{ printed: string; failure: unknown }> {
  vi.stubEnv("PULUMI_BACKEND_URL", bench.endpoint);
  vi.stubEnv("PULUMI_ACCESS_TOKEN", bench.token);
  vi.stubEnv("NO_COLOR", "1");
  vi.spyOn(process, "stdin", "get").mockReturnValue(Readable.from([input]) as typeof process.stdin);
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  }
  const command = new Command("sophia").exitOverride();
  addMigrate(command);
  const failure = await command.parseAsync(["migrate", ...words], { from: "user" }).then(
    () => undefined,
    (error: unknown) => error,
  );
  vi.restoreAllMocks();
  return { printed: printed.join(""), failure };
}

/** What Pulumi Cloud opens of the vault. */
async function opened(stack: string): Promise<(path: string) => unknown> {
  const at = `/${ESC_ORGANIZATION}/sophia-vault/${stack}/open`;
  const { id } = Object(await (await bench.call("POST", `${at}?duration=1h`)).json());
  const { properties } = Object(await (await bench.call("GET", `${at}/${id}`)).json());
  return (path) => path.split(".").reduce((node: unknown, key) => Object(Object(node)[key]).value, properties);
}

describe("sophia migrate", () => {
  it("moves 158 secrets into the vault, from where they open as they were, and prints none", async () => {
    const { printed, failure } = await sophia(asInARun(made), "--stack", "staging");
    expect(failure).toBeUndefined();
    const rows = printed.split("\n").filter((line) => / {2}(moved|unsorted)\b/.test(line));
    expect(rows).toHaveLength(158);
    expect(printed).toMatch(/sophia-vault\/staging: \d+ moved, \d+ unsorted/);
    expect(printed).not.toContain("canary");
    for (const value of Object.values(made)) expect(printed).not.toContain(value);
    const at = await opened("staging");
    const places = rows.map((row) => row.split(/ {2,}/)).map(([name = "", path = ""]) => [name, at(path)]);
    expect(Object.fromEntries(places)).toEqual(made);
    expect(bench.lines.join()).not.toContain("canary");
  });

  it("changes nothing the second time", async () => {
    await sophia(asInARun(made), "--stack", "prod");
    const before = await bench.call("GET", `/${ESC_ORGANIZATION}/sophia-vault/prod`);
    const { printed, failure } = await sophia(asInARun(made), "--stack", "prod", "--json");
    expect(failure).toBeUndefined();
    const [json = ""] = printed.split("\n");
    expect(new Set(JSON.parse(json).map(({ state }: { state: string }) => state))).toEqual(new Set(["unchanged"]));
    const after = await bench.call("GET", `/${ESC_ORGANIZATION}/sophia-vault/prod`);
    expect(after.headers.get("pulumi-esc-revision")).toBe(before.headers.get("pulumi-esc-revision"));
  });

  it("leaves what ESC has, says so and fails, and takes GitHub's when it is told to", async () => {
    const text = JSON.stringify({ OLD_SECRET_3: "canary-another" });
    await sophia(asInARun(made), "--stack", "staging");
    const { printed, failure } = await sophia(text, "--stack", "staging");
    expect(printed).toMatch(/OLD_SECRET_3 +unsorted\.OLD_SECRET_3 +differs +ESC's stays/);
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toContain("has something else than GitHub for OLD_SECRET_3");
    expect((await opened("staging"))("unsorted.OLD_SECRET_3")).toBe(made.OLD_SECRET_3);
    expect((await sophia(text, "--stack", "staging", "--prefer", "github")).failure).toBeUndefined();
    expect((await opened("staging"))("unsorted.OLD_SECRET_3")).toBe("canary-another");
  });

  it("says what is wrong with what came, without showing it, and writes nothing", async () => {
    const left = async () => (await bench.call("GET", `/${ESC_ORGANIZATION}`)).text();
    const before = await left();
    for (const text of ["", "{canary", JSON.stringify({ A: "fine", BIG: "canary".repeat(10_000) })]) {
      const { printed, failure } = await sophia(text, "--stack", "staging");
      expect(failure).toBeInstanceOf(UserError);
      expect(`${printed}${failure}`).not.toContain("canary");
    }
    expect(await left()).toBe(before);
  });
});
