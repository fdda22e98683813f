import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { escTokenFile } from "../../../sandbox/client";
import type { SandboxContext } from "../../../sandbox/context";
import { ESC_ORGANIZATION, type EscPart, startEsc } from "../../../sandbox/esc/start";
import { readIfThere } from "../../../sandbox/files";
import { FastClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { World } from "../../../sandbox/world/world";
import { obtain } from "../../../toolchain/obtain";

export interface EscBench {
  readonly endpoint: string;
  readonly token: string;
  readonly folder: string;
  readonly faults: Faults;
  readonly lines: string[];
  /** A token with these rights, by `project/name` pattern. */
  tokenWith(rights: Record<string, string>): string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Ends it and keeps the folder, for another one to start on. */
  stopOnly(): Promise<void>;
  stop(): Promise<void>;
}

/** The stand-in of ESC on a port of its own and a folder that goes with it. */
export async function escBench(seed: Record<string, string> = {}, folder = newFolder()): Promise<EscBench> {
  const clock = new FastClock(1);
  const faults = new Faults(clock);
  const lines: string[] = [];
  const context: SandboxContext = {
    folder,
    world: new World(join(folder, "world")),
    clock,
    faults,
    accounts: {},
    programs: await obtain(["sophia-esc"], () => undefined),
    port: async () => 0,
    network: "127.0.0",
    log: (line) => lines.push(line),
  };
  const part: EscPart = await startEsc(context, { environments: seed, opened: {} });
  const { endpoint } = part.facts;
  const token = readIfThere(escTokenFile(folder)) ?? "";
  return {
    endpoint,
    token,
    folder,
    faults,
    lines,
    tokenWith: (rights) => {
      const secret = `test-${Math.random()}`;
      part.act("esc.token", [secret, { name: "ci", organization: ESC_ORGANIZATION, login: "ci", rights }]);
      return secret;
    },
    call: (method, path, body, headers) =>
      fetch(`${endpoint}/api/esc/environments${path}`, {
        method,
        headers: { authorization: `token ${token}`, ...headers },
        body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
      }),
    stopOnly: () => part.stop(),
    stop: async () => {
      await part.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "sophia-esc-"));
}
