import { join } from "node:path";
import type { Part, SandboxContext } from "../../context";
import { serveRest } from "../../rest/server";
import { Sealer } from "../../table/secrets";
import { handle } from "./api";
import { Refusal, rateLimited } from "./refusal";

/**
 * Starts the stand-in of Vercel's REST API on `context.port("vercel")`, on one store with the plugin; accepts
 * `accounts["vercel-api-token"]`, or any token without it. `facts.endpoint` stands for `https://api.vercel.com`. Errors: the
 * port is taken.
 */
export async function startVercel(context: SandboxContext): Promise<Part> {
  const { world, clock, faults, folder, accounts } = context;
  const port = await context.port("vercel");
  // The plugin's own key: values that one side sealed are opened by the other.
  const vercel = { world, clock, sealer: new Sealer(join(folder, "vercel")) };
  const server = await serveRest({
    vendor: "vercel",
    port,
    log: (line) => context.log(line),
    handle: (request) => handle({ vercel, token: accounts["vercel-api-token"], faults }, request),
    failures: {
      rateLimit: rateLimited().answer(),
      down: new Refusal(500, "internal_server_error", "An unexpected internal error occurred").answer(),
    },
  });
  return { facts: { endpoint: `http://127.0.0.1:${port}` }, stop: () => server.stop() };
}
