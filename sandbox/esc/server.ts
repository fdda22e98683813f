import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { FaultHit } from "../world/faults";
import { type EscAnswer, type EscRequest, Refusal } from "./http";

export interface EscServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves `handle` on 127.0.0.1. `log` gets one line a call: method, path, status. Errors: the port is taken. */
export async function serveEsc(
  handle: (request: EscRequest) => Promise<EscAnswer>,
  port: number,
  log: (line: string) => void,
): Promise<EscServer> {
  const server = createServer((request, response) => {
    const called = `esc: ${request.method} ${(request.url ?? "/").split("?")[0]}`;
    answer(handle, request, (why) => log(`${called}: ${why}`)).then(
      ({ status, headers, body }) => {
        log(`${called} ${status}`);
        response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
      },
      (error: Error) => {
        log(`${called} broken off: ${error.message}`);
        request.socket.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : port, stop: () => close(server) };
}

async function answer(
  handle: (request: EscRequest) => Promise<EscAnswer>,
  request: IncomingMessage,
  log: (why: string) => void,
): Promise<EscAnswer> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  try {
    return await handle({
      method: request.method ?? "GET",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(headers),
      body: await text(request),
    });
  } catch (error) {
    if (error instanceof FaultHit) return faulty(error);
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return new Refusal(500, "Internal Server Error").answer();
  }
}

function faulty(error: FaultHit): EscAnswer {
  if (error.fault.kind === "rate-limit") return new Refusal(429, "Too Many Requests").answer();
  if (error.fault.kind === "refuse") return new Refusal(503, "Service Unavailable").answer();
  throw error;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
