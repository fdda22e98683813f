import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type LambdaCloud, lambdaCloud } from "../../../sandbox/lambda/api";
import type { LambdaSettings } from "../../../sandbox/lambda/settings";
import type { RestAnswer, RestRequest } from "../../../sandbox/rest/messages";
import { VirtualClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { World } from "../../../sandbox/world/world";

export const KEY = "a-key-for-tests";

/** An SSH public key that nobody has the other half of. */
export const PUBLIC_KEY = `ssh-ed25519 ${Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from("ssh-ed25519"),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7),
]).toString("base64")} somebody@example`;

/** The body of a launch that is in order once there is an SSH key `deploy`. */
export const A10 = { region_name: "us-east-1", instance_type_name: "gpu_1x_a10", ssh_key_names: ["deploy"] };

export interface Reply {
  readonly status: number;
  readonly headers: RestAnswer["headers"];
  readonly body: string;
  /** The answer's `data`, `{}` without one. */
  readonly data: { readonly [key: string]: unknown };
  /** The answer's error code. */
  readonly code: string | undefined;
}

export interface Bench extends LambdaCloud {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  /** A request as `call` makes it. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): RestRequest;
  /** One call, a second after the one before. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
}

/** A stand-in on a virtual clock that begins at `now`, with a world of its own unless `folder` is given. */
export function bench(settings: Partial<LambdaSettings> = {}, now = 1_800_000_000_000, folder = temporary()): Bench {
  const [world, clock] = [new World(folder), new VirtualClock(now)];
  const faults = new Faults(clock);
  const lambda = lambdaCloud({ world, clock, faults, accounts: { "lambda-api-key": KEY }, settings });
  return {
    ...lambda,
    world,
    clock,
    faults,
    request,
    call: async (method, path, body, headers) => {
      await clock.sleep(1_000);
      return reply(await lambda.handle(request(method, path, body, headers)));
    },
  };
}

function request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): RestRequest {
  return {
    method,
    path: `/api/v1${path}`,
    query: {},
    headers: { authorization: `Bearer ${KEY}`, "user-agent": "lambda-standin-test/1", ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}

/** Launches an A10 host, with the key `deploy` made before where there is none; returns its id. */
export async function launched(lambda: Bench, more: Record<string, unknown> = {}): Promise<string> {
  await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
  const answer = await lambda.call("POST", "/instance-operations/launch", { ...A10, ...more });
  const [id] = (answer.data as { instance_ids?: string[] }).instance_ids ?? [];
  if (id === undefined) throw new Error(`not launched: ${answer.body}`);
  return id;
}

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "lambda-standin-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function reply(answer: RestAnswer): Reply {
  const content = answer.headers["content-type"] === "application/json" ? safely(answer.body) : {};
  return { ...answer, data: content.data ?? {}, code: content.error?.code };
}

function safely(body: string): { data?: Reply["data"]; error?: { code: string } } {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
