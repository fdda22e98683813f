/**
 * GitHub's REST API: secrets, variables and issues, on one store with the plugin.
 * Not imitated: everything else of it; conditional requests, API versions and media types; comments, pull requests, who may
 * be assigned, which labels there are; the repositories of a selected secret as calls of their own; classic tokens' scopes.
 */
import { match } from "../../rest/match";
import type { RestAnswer, RestRequest } from "../../rest/messages";
import type { Faults } from "../../world/faults";
import type { Github, Route } from "./call";
import { ISSUE_ROUTES } from "./issues";
import { notFound, Refusal } from "./messages";
import { ownerOf, requirePlace } from "./places";
import type { RateLimit } from "./rateLimit";
import { SECRET_ROUTES } from "./secrets";
import { requirePermission, type Tokens } from "./tokens";
import { VARIABLE_ROUTES } from "./variables";

/** `/public-key` comes before `/{secret_name}`: no secret can have that name. */
export const ROUTES: readonly Route[] = [...SECRET_ROUTES, ...VARIABLE_ROUTES, ...ISSUE_ROUTES];

interface Api {
  readonly github: Github;
  readonly tokens: Tokens;
  readonly limit: RateLimit;
  readonly faults: Faults;
}

/** Answers one call. Errors: `FaultHit`; mistakes of the stand-in's own. */
export async function handle(api: Api, request: RestRequest): Promise<RestAnswer> {
  const found = match(ROUTES, request);
  const operation = `${request.method} ${found?.route.path ?? request.path}`;
  try {
    return await api.faults.around("github", operation, () => answer(api, request, found));
  } catch (error) {
    if (error instanceof Refusal) return error.answer();
    throw error;
  }
}

async function answer({ github, tokens, limit }: Api, request: RestRequest, found: Found | undefined) {
  if ((request.headers["user-agent"] ?? "").trim() === "") {
    throw new Refusal(
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
    );
  }
  const owner = ownerOf(found?.names ?? {});
  const token = tokens.authenticate(request.headers.authorization, owner);
  const limits = limit.take(token.key, github.clock.now());
  const { status, headers, body } = await run().catch((error: unknown) => {
    if (error instanceof Refusal) return error.answer();
    throw error;
  });
  return { status, headers: { ...limits, ...headers }, body };

  async function run(): Promise<RestAnswer> {
    if (found === undefined) throw notFound();
    const { route, names } = found;
    requirePermission(token, owner, route.permission, route.level);
    requirePlace({ github, names });
    return await route.run({ github, token, names, request });
  }
}

type Found = NonNullable<ReturnType<typeof match<Route>>>;
