import { join } from "node:path";
import type { Part, SandboxContext } from "../../context";
import type { Json } from "../../world/world";
import { handle } from "./api";
import { Boxes } from "./boxes";
import { RateLimit } from "./rateLimit";
import { serveGithub } from "./server";
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
  const server = await serveGithub(
    (request) => handle(api, request),
    port,
    (line) => context.log(line),
  );
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
