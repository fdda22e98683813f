import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { canLogIn, type SshDoor } from "../../ops/rotation/ssh/login";
import { doorsOf, sshSettings } from "../../ops/rotation/ssh/stackDoors";
import { findSecrets, readTree } from "./canary";
import { Sophia } from "./sophia";

const CREDENTIAL = "lambda-ssh-private-key";
/** Every step that does something, and how long after it has begun a run is killed, so that an `up` is cut off halfway. */
const STEPS = { create: 0, introduce: 2_000, test: 0, promote: 2_000, confirm: 0, retire: 2_000, verify: 0 };

describe("the rotation of the hosts' SSH key", () => {
  const sophia = new Sophia();
  let old = "";
  let fresh = "";
  let doors: SshDoor[] = [];
  /** All that was printed before the test itself asked for the new key. */
  let printed = "";

  beforeAll(async () => {
    await sophia.run(["up"]);
    const { stdout } = await sophia.shell("pulumi stack output hosts --json --stack local");
    const settings = sshSettings(parse(readFileSync(`${sophia.folder}/project/Pulumi.local.yaml`, "utf8")));
    doors = (doorsOf(JSON.parse(stdout), settings) ?? []).map(({ door }) => door);
    old = sophia.secrets()[CREDENTIAL] ?? "";
  });
  afterAll(() => sophia.dispose());

  it("begins with a key of unknown age, which every host accepts", async () => {
    expect(doors.length).toBeGreaterThan(0);
    expect(await acceptedBy(old)).toBe(doors.length);
    expect(await status()).toMatchObject([{ credential: CREDENTIAL, step: "idle" }]);
  });

  it("is killed with -9 at each of its steps, run again each time, and ends with the new key alone", async () => {
    // The first run is asked for; the others go on with what they find.
    for (const [step, delay] of Object.entries(STEPS)) await killAt(step, delay, step === "create" ? ["--now"] : []);
    await sophia.run(["rotate", "run", "--stack", "local"]);
    expect(await status()).toMatchObject([{ step: "idle", ageDays: 0 }]);
    printed = sophia.printed;
    fresh = await keyInUse();
    expect(fresh).not.toBe(old);
    expect(await acceptedBy(old)).toBe(0);
    expect(await acceptedBy(fresh)).toBe(doors.length);
  });

  it("leaves nothing to do: the next preview is empty, and the next run rests", async () => {
    expect((await sophia.run(["preview"])).stdout).toMatch(/^plan: \d+ unchanged$/m);
    const { stderr } = await sophia.run(["rotate", "run", "--stack", "local"]);
    expect(stderr).not.toContain(`${CREDENTIAL}: create`);
    expect(stderr).toContain("nothing more to do");
  });

  it("left no private key in clear: not in the state, its history, the logs, nor in ESC's files", () => {
    const places = [
      ...readTree(join(sophia.folder, "backend")),
      ...readTree(join(sophia.folder, "logs")),
      ...readTree(join(sophia.folder, "world")).filter(([file]) => file.includes("/esc.")),
    ];
    expect(places.length).toBeGreaterThan(5);
    expect(findSecrets({ old: inner(old), fresh: inner(fresh) }, places)).toEqual([]);
  });

  it("never printed a private key", async () => {
    const lines = [old, fresh].flatMap((key) => inner(key).split("\n"));
    expect(lines.filter((line) => printed.includes(line))).toEqual([]);
  });

  /** Without its frame, and its first line, which is the same in every key. */
  function inner(key: string): string {
    return key.trim().split("\n").slice(2, -1).join("\n");
  }

  async function killAt(step: string, delay: number, options: readonly string[]): Promise<void> {
    const { child, ended } = sophia.start("rotate", "run", "--stack", "local", ...options);
    let heard = "";
    child.stderr?.on("data", (text: string) => {
      heard += text;
      if (heard.includes(`${CREDENTIAL}: ${step}`)) setTimeout(() => child.kill("SIGKILL"), delay);
    });
    const { stderr, code } = await ended;
    if (code !== null) throw new Error(`the run did not get to ${step}:\n${stderr}`);
  }

  async function status(): Promise<unknown> {
    return JSON.parse((await sophia.run(["rotate", "status", "--stack", "local", "--json"])).stdout);
  }

  async function acceptedBy(privateKey: string): Promise<number> {
    const tried = await Promise.all(doors.map((door) => canLogIn(door, privateKey)));
    return tried.filter(Boolean).length;
  }

  /** What the program is given, from the configuration that the engine reads. */
  async function keyInUse(): Promise<string> {
    const command = "pulumi config get lambdaSshPrivateKey --stack local --config-file $PULUMI_OPTION_CONFIG_FILE";
    return (await sophia.shell(command)).stdout;
  }
});
