import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { FaultHit } from "../world/faults";
import type { RestAnswer, RestRequest } from "./messages";

export interface RestServer {
  readonly vendor: string;
  readonly port: number;
  /** Gets one line a call: vendor, method, path, status. */
  readonly log: (line: string) => void;
  readonly handle: (request: RestRequest) => Promise<RestAnswer>;
  /** What the vendor sends when it is asked too often, and when it is down or broken; no answer at all is for other faults. */
  readonly failures: { readonly rateLimit: RestAnswer; readonly down: RestAnswer };
}

/** Serves a vendor's REST API on 127.0.0.1. Errors: the port is taken. */
export async function serveRest(rest: RestServer): Promise<{ stop(): Promise<void> }> {
  const { vendor, port, log } = rest;
  const server = createServer((request, response) => {
    const called = `${vendor}: ${request.method} ${(request.url ?? "/").split("?")[0]}`;
    answer(rest, request, (why) => log(`${called}: ${why}`)).then(
      ({ status, headers, body }) => {
        log(`${called} ${status}`);
        response.writeHead(status, headers).end(body);
      },
      (error: Error) => {
        log(`${called} broken off: ${error.message}`);
        request.socket.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return { stop: () => close(server) };
}

async function answer(
  { handle, failures }: RestServer,
  request: IncomingMessage,
  log: (why: string) => void,
): Promise<RestAnswer> {
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
    if (error instanceof FaultHit && error.fault.kind === "rate-limit") return failures.rateLimit;
    if (error instanceof FaultHit && error.fault.kind === "refuse") return failures.down;
    if (error instanceof FaultHit) throw error;
    // A mistake of the stand-in's own: the caller sees a broken vendor, the log sees why.
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return failures.down;
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
