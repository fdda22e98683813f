/**
 * Pulumi Cloud's REST API of ESC, with Pulumi's own evaluator behind it.
 * Not imitated: drafts and change requests, rotation, schedules, webhooks, settings, referrers, clone, soft deletion;
 * `exprs`, `schema` and the places in `trace`. Assumed
 * where Pulumi is silent: the size of a page, 404 (not 403) for what a token may not read, no revision for no change, a ciphertext
 * that opens in its own environment alone.
 */

import type { RestAnswer, RestRequest } from "../rest/messages";
import type { Faults } from "../world/faults";
import { ACCOUNT_ROUTES } from "./account";
import type { AccountRoute, EnvironmentRoute, Esc } from "./call";
import { ENVIRONMENT_ROUTES, ORGANIZATION_ROUTES } from "./environments";
import { ANONYMOUS_ROUTES, OPEN_ROUTES, READ_OPEN_ROUTE } from "./opening";
import { Refusal } from "./refusal";
import { requireRight, type Tokens } from "./rights";
import { TAG_ROUTES } from "./tags";
import { VERSION_ROUTES } from "./versions";

const ENVIRONMENT = "/api/esc/environments/{org}/{project}/{env}";

/** The account's come first, then whatever has a fixed word where another has a name: `/versions/tags` before `/versions/{version}`. */
const ROUTES: readonly AccountRoute[] = [
  ...ACCOUNT_ROUTES,
  ...ANONYMOUS_ROUTES,
  ...ORGANIZATION_ROUTES,
  ...[...VERSION_ROUTES, ...TAG_ROUTES, ...OPEN_ROUTES, READ_OPEN_ROUTE, ...ENVIRONMENT_ROUTES].map(ofEnvironment),
];

/** Answers one call. Errors: `FaultHit`; mistakes of the stand-in's own. */
export async function handle(
  { esc, tokens, faults }: { esc: Esc; tokens: Tokens; faults: Faults },
  request: RestRequest,
): Promise<RestAnswer> {
  try {
    const found = match(request);
    const operation = `${request.method} ${found?.route.path ?? request.path}`;
    return await faults.around("esc", operation, async () => {
      const token = tokens.authenticate(request.headers.authorization);
      if (found === undefined) throw new Refusal(404, "Not Found: no such route");
      const { org } = found.names;
      if (org !== undefined && org !== token.organization) throw new Refusal(404, `Not Found: Organization '${org}'`);
      return await found.route.run({ esc, token, names: found.names, request });
    });
  } catch (error) {
    if (error instanceof Refusal) return error.answer();
    throw error;
  }
}

function ofEnvironment({ method, path, needs, run }: EnvironmentRoute): AccountRoute {
  return {
    method,
    path: `${ENVIRONMENT}${path}`,
    run: (call) => {
      const { org = "", project = "", env = "" } = call.names;
      requireRight(call.token, needs, org, `${project}/${env}`);
      const environment = call.esc.environments.find(org, project, env);
      if (environment === undefined)
        throw new Refusal(404, `Not Found: Environment '${org}/${project}/${env}' not found`);
      return run({ ...call, environment });
    },
  };
}

function match({ method, path }: RestRequest): { route: AccountRoute; names: Record<string, string> } | undefined {
  // The SDK asks for a property at `open//{id}`.
  const segments = path.split("/").filter((segment) => segment !== "");
  for (const route of ROUTES) {
    const pattern = route.path.split("/").filter((segment) => segment !== "");
    if (route.method !== method || pattern.length !== segments.length) continue;
    const pairs = pattern.map((part, i) => [part, decodeURIComponent(segments[i] ?? "")] as const);
    if (!pairs.every(([part, segment]) => part.startsWith("{") || part === segment)) continue;
    const names = pairs.filter(([part]) => part.startsWith("{")).map(([part, name]) => [part.slice(1, -1), name]);
    return { route, names: Object.fromEntries(names) };
  }
  return undefined;
}
