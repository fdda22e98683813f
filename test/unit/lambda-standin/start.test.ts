import { describe, expect, it, onTestFinished } from "vitest";
import type { SandboxContext } from "../../../sandbox/context";
import type { LiveHost } from "../../../sandbox/lambda/hosts";
import { type LambdaPart, startLambda } from "../../../sandbox/lambda/start";
import { FastClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { World } from "../../../sandbox/world/world";
import { A10, KEY, temporary } from "./cloud";
import { newKeyPair, run } from "./ssh";

const NETWORK = `127.121.${process.pid % 255}`;
const mine = newKeyPair();

interface Sandbox {
  readonly part: LambdaPart;
  readonly came: LiveHost[];
  readonly lines: string[];
  call(method: string, path: string, body?: unknown): Promise<{ [key: string]: unknown }>;
}

/** The stand-in as the sandbox starts it, a thousand times as fast as Lambda is. */
async function start(folder: string): Promise<Sandbox> {
  const [came, lines]: [LiveHost[], string[]] = [[], []];
  const clock = new FastClock(1_000);
  const context: SandboxContext = {
    folder,
    world: new World(folder),
    clock,
    faults: new Faults(clock),
    accounts: { "lambda-api-key": KEY },
    programs: {},
    port: async (purpose) => (purpose === "ssh" ? 22_023 : 0),
    network: NETWORK,
    log: (line) => lines.push(line),
  };
  const part = await startLambda(context, {
    cluster: { apiServerPort: 9, hostKubeconfig: "kubeconfig", removeGently: async () => "" },
    onHostActive: async (host) => void came.push(host),
  });
  onTestFinished(() => part.stop());
  return {
    part,
    came,
    lines,
    call: async (method, path, body) => {
      const headers = { authorization: `Bearer ${KEY}`, "user-agent": "lambda-standin-test/1" };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${part.facts.endpoint}/api/v1${path}`, { method, headers, ...sent });
      return ((await answer.json()) as { data: { [key: string]: unknown } }).data;
    },
  };
}

describe("the stand-in in a sandbox", () => {
  it("takes a launch over HTTP, lets the host in by SSH, and has it again when it is started again", async () => {
    const folder = temporary();
    const first = await start(folder);
    await first.call("POST", "/ssh-keys", { name: "deploy", public_key: mine.publicKey });
    const { instance_ids } = await first.call("POST", "/instance-operations/launch", A10);
    await expect.poll(() => first.came.map(({ id }) => id), { timeout: 5_000 }).toEqual(instance_ids);
    const login = { host: `${NETWORK}.2`, port: first.part.facts.sshPort, privateKey: mine.privateKey };
    expect(await run(login, "sudo cat /etc/rancher/k3s/k3s.yaml")).toMatchObject({ stdout: "kubeconfig", code: 0 });
    await first.part.stop();
    await expect(fetch(first.part.facts.endpoint)).rejects.toThrow("fetch failed");

    const second = await start(folder);
    expect(second.came.map(({ id }) => id)).toEqual(instance_ids);
    expect((await run(login, "true")).code).toBe(0);
    expect(second.part.act("lambda.held", [])).toMatchObject({ instances: 1 });
    expect([...first.lines, ...second.lines].join("\n")).not.toContain(KEY);
  });
});
