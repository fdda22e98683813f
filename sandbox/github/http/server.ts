import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { FaultHit } from "../../world/faults";
import { type GithubAnswer, type GithubRequest, Refusal } from "./messages";
import { secondaryLimit } from "./rateLimit";

/** Serves `handle` on 127.0.0.1. `log` gets one line a call: method, path, status. Errors: the port is taken. */
export async function serveGithub(
  handle: (request: GithubRequest) => Promise<GithubAnswer>,
  port: number,
  log: (line: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const called = `github: ${request.method} ${(request.url ?? "/").split("?")[0]}`;
    answer(handle, request, (why) => log(`${called}: ${why}`)).then(
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
  handle: (request: GithubRequest) => Promise<GithubAnswer>,
  request: IncomingMessage,
  log: (why: string) => void,
): Promise<GithubAnswer> {
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
    return new Refusal(500, "Server Error").answer();
  }
}

function faulty(error: FaultHit): GithubAnswer {
  if (error.fault.kind === "rate-limit") return secondaryLimit().answer();
  if (error.fault.kind === "refuse") return new Refusal(502, "Server Error").answer();
  throw error;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
