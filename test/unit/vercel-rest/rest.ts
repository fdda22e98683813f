import { afterEach } from "vitest";
import { Ports } from "../../../sandbox/ports";
import { startVercel } from "../../../sandbox/vercel/http/start";
import { vercelPlugin } from "../../../sandbox/vercel/plugin";
import { Driver, sandboxContext } from "../table/support";

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of running.splice(0)) await part.stop();
});

/** A variable, as far as the tests look at it. */
export interface Variable {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly type: string;
}

interface Body extends Variable {
  readonly envs: readonly Variable[];
  readonly created: Variable;
  readonly failed: readonly { readonly error: { readonly code: string } }[];
  readonly error: { readonly code: string; readonly message: string };
}

/** Vercel's stand-in with both its sides, and a project `web` that the plugin made. */
export async function openVercel() {
  const base = sandboxContext({ "vercel-api-token": "token" });
  const ports = new Ports(base.folder);
  const lines: string[] = [];
  const context = {
    ...base,
    port: (purpose: string) => ports.port(purpose),
    log: (line: string) => void lines.push(line),
  };
  const plugin = await Driver.open(vercelPlugin(context), { apiToken: "token" });
  const project = await plugin.create("vercel:index/project:Project", { name: "web" });
  const part = await startVercel(context);
  running.push(part);

  async function call(method: string, path: string, body?: unknown, token = "token") {
    const headers = { "content-type": "application/json", ...(token !== "" && { authorization: `Bearer ${token}` }) };
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(`${part.facts.endpoint}${path}`, { method, headers, body: text });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) as Body };
  }

  return { context, plugin, projectId: project.id, call, lines };
}
