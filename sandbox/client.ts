import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isRunning } from "../toolchain/processes";
import { endOrphans, logFile } from "./processes";

/** How the running sandbox of a state folder is reached: what `sandbox.json` holds. Private, as it carries the token. */
export const sandboxSchema = z.object({
  process: z.object({ pid: z.number(), started: z.string(), host: z.string() }),
  control: z.object({ port: z.number(), token: z.string() }),
  /** `PULUMI_DEBUG_PROVIDERS`: the plugins that the engine attaches to, `name:port,name:port`. */
  plugins: z.string(),
  lambdaEndpoint: z.string(),
  sshPort: z.number(),
  kubeconfig: z.string(),
  /** For people: where each part is reached, and what it is. */
  facts: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]))),
});
export type SandboxAddress = z.infer<typeof sandboxSchema>;

/** What a sandbox is started with; handed over a pipe, never as an argument or a file. */
export const startSchema = z.object({
  folder: z.string(),
  accounts: z.record(z.string(), z.string()),
  programs: z.record(z.string(), z.string()),
  /** GitHub repositories that are there before the stack: `owner/name`. */
  repositories: z.array(z.string()),
  esc: z.object({
    /** What Pulumi Cloud's stand-in begins with: YAML by `project/environment`, secrets in clear. */
    environments: z.record(z.string(), z.string()),
    /** What login providers give, in clear, by their names. */
    opened: z.record(
      z.string(),
      z.custom<object>((value) => typeof value === "object" && value !== null),
    ),
  }),
  /** How much faster than ours the vendors' time runs. */
  speed: z.number().positive(),
});
export type SandboxStart = z.infer<typeof startSchema>;

/** What the starting sandbox tells the one who started it. */
export const reportSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);
export type SandboxReport = z.infer<typeof reportSchema>;

const statusSchema = z.object({ holds: z.record(z.string(), z.number()), faults: z.array(z.unknown()) });

export class SandboxFailed extends Error {}

/** A running sandbox, seen from outside. */
export class Sandbox {
  constructor(readonly address: SandboxAddress) {}

  /** How many objects each vendor holds that were not there before the stack; empty after a `destroy`. */
  async holds(): Promise<Record<string, number>> {
    return statusSchema.parse(await this.call("GET", "status")).holds;
  }

  /** Errors: the control's own sentence. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { port, token } = this.address.control;
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new SandboxFailed(z.object({ error: z.string() }).parse(answer).error);
    return answer;
  }
}

/** The sandbox of this state folder, if it is alive. */
export async function findSandbox(folder: string): Promise<Sandbox | undefined> {
  const file = addressFile(folder);
  if (!existsSync(file)) return undefined;
  const address = sandboxSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return (await isRunning(address.process)) ? new Sandbox(address) : undefined;
}

/** Starts the sandbox in the background. Errors: `SandboxFailed`, with what went wrong and where the log is. */
export async function startSandbox(start: SandboxStart): Promise<Sandbox> {
  await endOrphans(start.folder);
  rmSync(addressFile(start.folder), { force: true });
  mkdirSync(join(start.folder, "logs"), { recursive: true, mode: 0o700 });
  const log = openSync(logFile(start.folder, "sandbox"), "a", 0o600);
  const child = spawn(process.execPath, ["--import", "tsx", join(__dirname, "main.ts")], {
    cwd: join(__dirname, ".."),
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  const outcome = await new Promise<SandboxReport>((resolve, reject) => {
    child.on("message", (message) => {
      resolve(reportSchema.parse(message));
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      resolve({ kind: "failed", message: `the sandbox ended at its start (exit code ${code})` }),
    );
    child.send(start);
  });
  if (child.connected) child.disconnect();
  child.unref();
  const found = await findSandbox(start.folder);
  if (outcome.kind === "ready" && found !== undefined) return found;
  const reason = outcome.kind === "failed" ? outcome.message : "the sandbox was gone as soon as it was up";
  throw new SandboxFailed(`${reason}; its log is ${logFile(start.folder, "sandbox")}`);
}

/** Ends the sandbox and whatever it left; true where there was one. The vendors' worlds stay in the state folder. */
export async function stopSandbox(folder: string): Promise<boolean> {
  const sandbox = await findSandbox(folder);
  if (sandbox !== undefined) {
    await sandbox.call("POST", "stop");
    const deadline = Date.now() + 20_000;
    while ((await isRunning(sandbox.address.process)) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (await isRunning(sandbox.address.process)) process.kill(sandbox.address.process.pid, "SIGKILL");
  }
  const orphans = await endOrphans(folder);
  rmSync(addressFile(folder), { force: true });
  return sandbox !== undefined || orphans.length > 0;
}

export function addressFile(folder: string): string {
  return join(folder, "sandbox.json");
}

/** Where a rehearsal keeps the token that may do everything with its ESC environments; private. */
export function escTokenFile(folder: string): string {
  return join(folder, "esc", "token");
}
