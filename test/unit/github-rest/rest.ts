import sodium from "libsodium-wrappers";
import { afterEach } from "vitest";
import { startGithub } from "../../../sandbox/github/http/start";
import { githubPlugin } from "../../../sandbox/github/plugin";
import { Ports } from "../../../sandbox/ports";
import type { Json } from "../../../sandbox/world/world";
import { Driver, sandboxContext } from "../table/support";

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of running.splice(0)) await part.stop();
});

/** What the tests look at of an answer. */
interface Body {
  readonly message: string;
  readonly total_count: number;
  readonly secrets: readonly { readonly name: string }[];
  readonly key: string;
  readonly key_id: string;
  readonly value: string;
  readonly closed_at: string | null;
  readonly updated_at: string;
}

export interface Reply<T = Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export const TOKEN = "token-of-the-rehearsal";

/** GitHub's stand-in with both its sides: the plugin, and the REST API over a real socket. */
export async function openGithub() {
  const base = sandboxContext({ "github-token": TOKEN });
  const ports = new Ports(base.folder);
  const lines: string[] = [];
  const context = {
    ...base,
    port: (purpose: string) => ports.port(purpose),
    log: (line: string) => void lines.push(line),
  };
  const plugin = await Driver.open(githubPlugin(context), { owner: "sophia-ai", token: TOKEN });
  const part = await startGithub(context);
  running.push(part);

  async function call<T = Body>(method: string, path: string, body?: unknown, token = TOKEN): Promise<Reply<T>> {
    const url = path.startsWith("http") ? path : `${part.facts.endpoint}${path}`;
    const headers = { "user-agent": "test", ...(token !== "" && { authorization: `Bearer ${token}` }) };
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(url, { method, headers, body: text });
    const answered = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: answered === "" ? undefined : JSON.parse(answered),
    };
  }

  /** Seals as GitHub's documentation says, and puts. */
  async function putSecret(base: string, name: string, value: string, more: object = {}): Promise<Reply> {
    return await call("PUT", `${base}/${name}`, { ...(await sealed(base, value)), ...more });
  }

  async function sealed(base: string, value: string): Promise<{ encrypted_value: string; key_id: string }> {
    await sodium.ready;
    const { key, key_id } = (await call("GET", `${base}/public-key`)).body;
    const box = sodium.crypto_box_seal(value, Buffer.from(key, "base64"));
    return { encrypted_value: Buffer.from(box).toString("base64"), key_id };
  }

  /** Another token, with these permissions. */
  function allow(token: string, permissions: Record<string, string>, owner = "sophia-ai"): void {
    part.act("github.token", [token, { login: "octocat", owner, permissions } as Json]);
  }

  return { context, plugin, part, call, putSecret, sealed, allow, lines };
}
