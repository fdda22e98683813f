import type { RestAnswer, RestRequest } from "../rest/messages";
import { json, text } from "./answers";
import { Refusal } from "./errors";
import { FILESYSTEM_ROUTES } from "./filesystems";
import { FIREWALL_ROUTES } from "./firewall";
import { INSTANCE_ROUTES } from "./instances";
import { LAUNCH_ROUTE } from "./launch";
import { OFFER_ROUTES } from "./offers";
import type { Route } from "./route";
import { SSH_KEY_ROUTES } from "./sshKeys";

export const PREFIX = "/api/v1";
const ROUTES: readonly Route[] = [
  LAUNCH_ROUTE,
  ...INSTANCE_ROUTES,
  ...OFFER_ROUTES,
  ...SSH_KEY_ROUTES,
  ...FILESYSTEM_ROUTES,
  ...FIREWALL_ROUTES,
];

/** The operation that a request means, with the `{id}` of its path, else "". */
export interface Match {
  readonly route: Route;
  readonly id: string;
}

/** Undefined where the API has no such operation. */
export function findRoute({ method, path }: RestRequest): Match | undefined {
  return matchPath(path).find(({ route }) => route.method === method);
}

/** The routes of this path, whatever the method. */
function matchPath(path: string): Match[] {
  if (!path.startsWith(`${PREFIX}/`)) return [];
  const segments = path.slice(PREFIX.length).split("/");
  const matches = ROUTES.flatMap((route) => {
    const pattern = route.path.split("/");
    const at = pattern.indexOf("{id}");
    const id = at < 0 ? "" : (segments[at] ?? "");
    const same = pattern.length === segments.length && pattern.every((part, i) => i === at || part === segments[i]);
    return same && (at < 0 || id !== "") ? [{ route, id }] : [];
  });
  // `/firewall-rulesets/global` is no ruleset with an id of its own.
  const literal = matches.filter(({ id }) => id === "");
  return literal.length > 0 ? literal : matches;
}

/** A path that knows other methods answers 405 (measured for `POST /file-systems`; its body is assumed). */
export function unknownPath({ path }: RestRequest): RestAnswer {
  const methods = matchPath(path).map(({ route }) => route.method);
  if (methods.length > 0) return text(405, "Method Not Allowed", { allow: methods.join(", ") });
  const refusal = new Refusal("global/not-found");
  return json(refusal.status, refusal.envelope());
}
