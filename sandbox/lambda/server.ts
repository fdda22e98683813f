import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { FaultHit } from "../world/faults";
import type { LambdaCloud } from "./api";
import { Refusal } from "./errors";
import { json, type LambdaAnswer, type LambdaRequest, text } from "./http";

/** The largest body that is read: user data of 1 MB, every character of it escaped, and the rest. */
const BODY_BYTES = 8_000_000;

/**
 * Serves the stand-in over HTTP on 127.0.0.1. `log` gets one line a call: method, path, status.
 * Errors: the port is taken.
 */
export async function serveLambda(
  lambda: Pick<LambdaCloud, "handle">,
  port: number,
  log: (line: string) => void,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(lambda, request, log).then(
      (sent) => {
        log(`lambda: ${request.method} ${pathOf(request)} ${sent.status}`);
        send(response, sent);
      },
      (error: Error) => {
        log(`lambda: ${request.method} ${pathOf(request)} broken off: ${error.message}`);
        request.socket.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : port, stop: () => close(server) };
}

async function answer(
  lambda: Pick<LambdaCloud, "handle">,
  request: IncomingMessage,
  log: (line: string) => void,
): Promise<LambdaAnswer> {
  const body = await read(request);
  if (body === undefined) return text(413, "Payload Too Large");
  try {
    return await lambda.handle(toRequest(request, body));
  } catch (error) {
    if (error instanceof FaultHit) throw error;
    // A mistake of the stand-in's own: the caller sees what a caller of a broken vendor would see, the log sees why.
    log(`lambda: ${request.method} ${pathOf(request)}: ${error instanceof Error ? error.stack : String(error)}`);
    const refusal = new Refusal("global/internal-error");
    return json(refusal.status, refusal.envelope());
  }
}

/** Undefined where it is too long. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES) chunks.push(chunk);
  }
  return bytes > BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}

function toRequest(request: IncomingMessage, body: string): LambdaRequest {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    body,
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0] ?? "/";
}

function send(response: ServerResponse, { status, headers, body }: LambdaAnswer): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
