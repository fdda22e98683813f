import { Command } from "commander";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { addEsc } from "../../../cli/commands/esc";
import { cloudAccess, rehearsalAccess } from "../../../cli/escAccess";
import { RehearsalFolder } from "../../../cli/rehearsal/folder";
import { untilEnter } from "../../../cli/secretInput";
import { UserError } from "../../../cli/userError";
import { catalogue } from "../../../credentials/catalogue";
import { standInSecrets } from "../../../credentials/standIns";
import { Sandbox } from "../../../sandbox/client";
import { type EscBench, escBench } from "./cloud";

let bench: EscBench;
beforeAll(async () => {
  bench = await escBench();
});
afterAll(() => bench.stop());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  bench.faults.clear();
});

/** Runs `sophia esc ...` on the stand-in; gives all that it printed. */
async function sophia(...words: string[]): Promise<string> {
  vi.stubEnv("PULUMI_BACKEND_URL", bench.endpoint);
  vi.stubEnv("PULUMI_ACCESS_TOKEN", bench.token);
  vi.stubEnv("NO_COLOR", "1");
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  }
  const command = new Command("sophia").exitOverride();
  addEsc(command);
  await command.parseAsync(["esc", ...words], { from: "user" });
  return printed.join("");
}

describe("sophia esc", () => {
  it("shows what an empty organization lacks, and writes nothing before it is told to", async () => {
    expect(await sophia("diff")).toContain("sophia-infra/prod  is not there yet\n  + # sophia-infra/prod: ");
    expect(await sophia("push")).toContain("nothing was written");
    const left = await (await bench.call("GET", "/sophia-ai")).json();
    expect(left).toMatchObject({ environments: [] });
  });

  it("pushes, goes on after a lost answer, and then has nothing to do", async () => {
    bench.faults.add({ vendor: "esc", operation: "PATCH *", kind: "drop", after: 9 });
    await expect(sophia("push", "--yes")).rejects.toThrow("whether it was done is not known");
    const pushed = JSON.parse(
      (await sophia("push", "--yes", "--json")).split("\n").find((one) => one.startsWith("[")) ?? "",
    );
    const prod = pushed.find(({ name }: { name: string }) => name === "sophia-infra/prod");
    expect(prod).toMatchObject({ kind: "create", revision: 2, tag: expect.stringMatching(/^(git|sophia)-/) });
    expect(pushed.map(({ kind }: { kind: string }) => kind)).toContain("unchanged");
    expect(await sophia("diff")).toContain("ESC holds what the files in esc/ say");
    const again = await sophia("push", "--yes");
    expect(again).not.toMatch(/created|updated/);
  });

  it("shows what somebody changed in the console, without the secret that came with it", async () => {
    await bench.call("PATCH", "/sophia-ai/sophia-infra/base", "values: {mine: {fn::secret: canary}}\n");
    const diff = await sophia("diff");
    expect(diff).toContain("sophia-infra/base  holds a secret that esc/ can't hold");
    expect(diff).not.toContain("canary");
    await expect(sophia("push", "--yes")).rejects.toThrow(UserError);
    expect(await (await bench.call("GET", "/sophia-ai/sophia-infra/base")).text()).toContain("mine");
  });

  it("sets a credential from standard input, so that the stack's environment gives it", async () => {
    const values = standInSecrets("seed", catalogue);
    const value = values["openai-api-key"] ?? "";
    input(`${value}\n`);
    const said = await sophia("set", "openai-api-key", "--stack", "staging");
    expect(said).toContain("sophia-vault/staging: openai-api-key is set");
    expect(said).not.toContain(value);
    const vault = await (await bench.call("GET", "/sophia-ai/sophia-vault/staging/decrypt")).text();
    expect(vault).toContain(`fn::secret: ${value}`);
  });

  it.each([
    [["openai-api-key", "--stack", "prod"], "canary", "that is no openai-api-key"],
    [["openai-api-key", "--stack", "prod"], "", "no value"],
    [["lambda-ssh-private-key", "--stack", "prod"], "canary", "rotates by itself"],
    [["github-token", "--stack", "prod"], "canary", "stored nowhere"],
  ])("refuses to set %s to %j, and shows no value", async (words, typed, why) => {
    input(typed);
    const failure = await sophia("set", ...words).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toContain(why);
    expect(String(failure)).not.toContain("canary");
  });

  it("says where it looked when that is no place of environments, and when nobody is logged in", () => {
    vi.stubEnv("PULUMI_BACKEND_URL", "file:///state");
    expect(() => cloudAccess()).toThrow("PULUMI_BACKEND_URL is file:///state");
    vi.stubEnv("PULUMI_BACKEND_URL", undefined);
    vi.stubEnv("PULUMI_ACCESS_TOKEN", undefined);
    expect(() => cloudAccess()).toThrow("PULUMI_ACCESS_TOKEN is not set");
  });
});

describe("a rehearsal's environments", () => {
  const running = (facts: Record<string, Record<string, string>>) => {
    const plain = { plugins: "", lambdaEndpoint: "", sshPort: 0, kubeconfig: "" };
    const process = { pid: 0, started: "", host: "" };
    return new Sandbox({ ...plain, process, control: { port: 0, token: "" }, facts });
  };

  it("are reached by what the sandbox says and the token in the state folder", () => {
    const folder = new RehearsalFolder("local", bench.folder);
    const esc = { endpoint: bench.endpoint, organization: "sophia-ai" };
    expect(rehearsalAccess(folder, running({ esc }))).toEqual({
      url: bench.endpoint,
      token: bench.token,
      organization: "sophia-ai",
    });
  });

  it("are missed, with what mends it, in a sandbox of before there were any", () => {
    const folder = new RehearsalFolder("local", bench.folder);
    expect(() => rehearsalAccess(folder, running({}))).toThrow("started by an older version");
  });
});

describe("a prompt", () => {
  const typed = (...chunks: string[]) =>
    untilEnter(
      (async function* () {
        yield* chunks;
      })(),
    );

  it("takes what is typed or pasted until Enter, and what is taken back with it", async () => {
    expect(await typed("ab", "\u007fc", "\rrest")).toBe("ac");
    expect(await typed("wrong\u0015\u001b[200~right\u001b[201~", "\n")).toBe("right");
  });

  it("ends at Ctrl-C", async () => {
    await expect(typed("ab\u0003")).rejects.toThrow("interrupted");
  });
});

/** What comes on standard input, which is no terminal. */
function input(text: string): void {
  vi.spyOn(process, "stdin", "get").mockReturnValue(
    Object.assign(
      (async function* () {
        yield text;
      })(),
      { isTTY: false },
    ) as unknown as typeof process.stdin,
  );
}
