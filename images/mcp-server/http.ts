import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Health, HealthLevel } from "./health";
import type { Log } from "./log";
import type { Reply } from "./protocol";

/** The thinking, which this file only connects to HTTP. */
export interface Handlers {
  readonly mcp: (message: unknown) => Reply;
  readonly health: (level: HealthLevel) => Health;
  readonly protocolVersions: readonly string[];
  readonly log: Log;
}

const bodyLimit = 1024 * 1024;
/** How long a stopping server still answers, while the cluster takes it out of its endpoints. */
const drainMilliseconds = 5_000;

/** MCP over streamable HTTP (answers are plain JSON, no streams) on `/mcp`, and the health checks. */
export function httpServer(handlers: Handlers): Server {
  return createServer(async (request, response) => {
    const startedAt = performance.now();
    const correlationId = String(request.headers["x-correlation-id"] ?? randomUUID()).slice(0, 128);
    const { status, body } = await reply(request, handlers);
    const headers = { "x-correlation-id": correlationId, ...(status === 405 ? { allow: "POST" } : {}) };
    send(response, status, body, headers);
    const milliseconds = Math.round(performance.now() - startedAt);
    const { method, url: path } = request;
    // Probes come every few seconds and say nothing while all is well.
    if (status >= 400 || !path?.startsWith("/health/")) {
      handlers.log(status >= 500 ? "error" : "info", "request", { correlationId, method, path, status, milliseconds });
    }
  });
}

/** Answers what has begun, and what still comes until the cluster sends nothing more; resolves when all is answered. */
export async function drain(server: Server, milliseconds: number = drainMilliseconds): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
}

async function reply(request: IncomingMessage, { mcp, health, protocolVersions }: Handlers): Promise<Reply> {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const level = /^\/health\/(basic|detailed|diagnostic)$/.exec(path)?.[1] as HealthLevel | undefined;
  if (level !== undefined) {
    const { ok, report } = health(level);
    return { status: ok ? 200 : 503, body: report };
  }
  if (path !== "/mcp") return refusal(404, "Not found: there are /mcp and /health/basic, detailed, diagnostic");
  if (request.method !== "POST") return refusal(405, "Only POST: this server sends nothing by itself");
  const { headers } = request;
  // No browser is meant to come here: one that does was led (DNS rebinding).
  if (headers.origin !== undefined) return refusal(403, "Requests from web pages are not answered");
  if (!headers["content-type"]?.startsWith("application/json")) return refusal(415, "Send application/json");
  const version = headers["mcp-protocol-version"];
  if (version !== undefined && !protocolVersions.includes(String(version))) {
    return refusal(400, `MCP-Protocol-Version: one of ${protocolVersions.join(", ")}`);
  }
  const body = await readBody(request);
  if (body === undefined) return refusal(413, `More than ${bodyLimit} bytes`);
  const message = parse(body);
  return message === undefined ? refusal(400, "Not JSON", -32700) : mcp(message.value);
}

function refusal(status: number, message: string, code = -32600): Reply {
  return { status, body: { jsonrpc: "2.0", id: null, error: { code, message } } };
}

/** Undefined where it is too long. Read to its end all the same, or the client never sees the answer. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= bodyLimit) chunks.push(chunk);
  }
  return length > bodyLimit ? undefined : Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string>): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  const type: Record<string, string> = text === "" ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...headers, ...type }).end(text);
}
