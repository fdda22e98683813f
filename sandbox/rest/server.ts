import { createServer, type IncomingMessage, type Server } from "node:http";
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
  /** The largest body that is read, and what is said of a larger one. Default: any is. */
  readonly largest?: { readonly bytes: number; readonly refusal: RestAnswer };
}

/** Serves a vendor's REST API on 127.0.0.1; `port` 0 is any free one. Errors: the port is taken. */
export async function serveRest(rest: RestServer): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const { vendor, port, log } = rest;
  const server = createServer((request, response) => {
    const called = `${vendor}: ${request.method} ${(request.url ?? "/").split("?")[0]}`;
    answer(rest, request, (why) => log(`${called}: ${why}`)).then(
      ({ status, headers, body }) => {
        log(`${called} ${status}`);
        const length = { "content-length": Buffer.byteLength(body) };
        response.writeHead(status, { ...headers, ...length }).end(request.method === "HEAD" ? undefined : body);
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
  { handle, failures, largest }: RestServer,
  request: IncomingMessage,
  log: (why: string) => void,
): Promise<RestAnswer> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  const body = await read(request, largest?.bytes ?? Number.POSITIVE_INFINITY);
  if (body === undefined) return largest?.refusal ?? failures.down;
  try {
    return await handle({
      method: request.method ?? "GET",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(headers),
      body,
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

/** Undefined where it is too long; it is read to its end all the same, else the caller would not hear why. */
async function read(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= most) chunks.push(chunk);
  }
  return bytes > most ? undefined : Buffer.concat(chunks).toString("utf8");
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
