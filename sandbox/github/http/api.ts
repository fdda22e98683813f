/**
 * GitHub's REST API: secrets, variables and issues, on one store with the plugin.
 * Not imitated: everything else of it; conditional requests, API versions and media types; comments, pull requests, who may
 * be assigned, which labels there are; the repositories of a selected secret as calls of their own; classic tokens' scopes.
 */
import type { Faults } from "../../world/faults";
import type { Github, Route } from "./call";
import { ISSUE_ROUTES } from "./issues";
import { type GithubAnswer, type GithubRequest, notFound, Refusal } from "./messages";
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
export async function handle(api: Api, request: GithubRequest): Promise<GithubAnswer> {
  const found = match(request);
  const operation = `${request.method} ${found?.route.path ?? request.path}`;
  try {
    return await api.faults.around("github", operation, () => answer(api, request, found));
  } catch (error) {
    if (error instanceof Refusal) return error.answer();
    throw error;
  }
}

async function answer({ github, tokens, limit }: Api, request: GithubRequest, found: Found | undefined) {
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

  async function run(): Promise<GithubAnswer> {
    if (found === undefined) throw notFound();
    const { route, names } = found;
    requirePermission(token, owner, route.permission, route.level);
    requirePlace({ github, names });
    return await route.run({ github, token, names, request });
  }
}

interface Found {
  readonly route: Route;
  readonly names: Readonly<Record<string, string>>;
}

function match({ method, path }: GithubRequest): Found | undefined {
  const segments = path.split("/");
  for (const route of ROUTES) {
    const pattern = route.path.split("/");
    if (route.method !== method || pattern.length !== segments.length) continue;
    const pairs = pattern.map((part, i) => [part, decoded(segments[i] ?? "")] as const);
    if (!pairs.every(([part, segment]) => (part.startsWith("{") ? segment !== "" : part === segment))) continue;
    const names = pairs.filter(([part]) => part.startsWith("{")).map(([part, name]) => [part.slice(1, -1), name]);
    return { route, names: Object.fromEntries(names) };
  }
  return undefined;
}

/** What is no percent-encoded text stands for itself: nothing has such a name. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
