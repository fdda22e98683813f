import { join } from "node:path";
import type { Part, SandboxContext } from "../../context";
import { serveRest } from "../../rest/server";
import type { Json } from "../../world/world";
import { handle } from "./api";
import { Boxes } from "./boxes";
import { Refusal } from "./messages";
import { RateLimit, secondaryLimit } from "./rateLimit";
import { Tokens, tokenSchema } from "./tokens";

export interface GithubPart extends Part {
  /** `endpoint` stands for `https://api.github.com`. */
  readonly facts: { readonly endpoint: string };
  /** `github.token` makes a token valid: the secret, and whose it is and what it may do (`tokenSchema`). */
  act(name: string, args: readonly Json[]): Json;
}

/**
 * Starts the stand-in of GitHub's REST API on `context.port("github")`, on one store with the plugin. The token
 * `accounts["github-token"]` may do everything. Errors: the port is taken.
 */
export async function startGithub(context: SandboxContext): Promise<GithubPart> {
  const { world, clock, faults, folder } = context;
  const port = await context.port("github");
  const endpoint = `http://127.0.0.1:${port}`;
  const tokens = new Tokens(context);
  const github = { world, clock, endpoint, boxes: new Boxes(join(folder, "github")) };
  const api = { github, tokens, faults, limit: new RateLimit() };
  const server = await serveRest({
    vendor: "github",
    port,
    log: (line) => context.log(line),
    handle: (request) => handle(api, request),
    failures: { rateLimit: secondaryLimit().answer(), down: new Refusal(502, "Server Error").answer() },
  });
  return {
    facts: { endpoint },
    act: (name, [secret, token]) => {
      if (name !== "github.token" || typeof secret !== "string") throw new Error(`github has no ${name}`);
      tokens.add(secret, tokenSchema.parse(token));
      return null;
    },
    stop: () => server.stop(),
  };
}
