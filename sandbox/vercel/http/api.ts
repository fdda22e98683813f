/**
 * Vercel's REST API: a project's environment variables, on one store with the plugin.
 * Not imitated: everything else of it; teams (there is one account, whatever `teamId` says); who may do what; older versions of
 * these paths; variables that integrations made; custom environments by name.
 */
import { match } from "../../rest/match";
import type { RestAnswer, RestRequest } from "../../rest/messages";
import type { Stored } from "../../table/row";
import type { Faults } from "../../world/faults";
import { Refusal } from "./refusal";
import { type Call, change, create, get, list, remove, type Vercel } from "./variables";

interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly run: (call: Call) => RestAnswer;
}

/** The versions are those of Vercel's own SDK (1.28). */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/v10/projects/{idOrName}/env", run: list },
  { method: "POST", path: "/v10/projects/{idOrName}/env", run: create },
  { method: "GET", path: "/v1/projects/{idOrName}/env/{id}", run: get },
  { method: "PATCH", path: "/v9/projects/{idOrName}/env/{id}", run: change },
  { method: "DELETE", path: "/v9/projects/{idOrName}/env/{id}", run: remove },
];

interface Api {
  readonly vercel: Vercel;
  /** The one that is accepted; undefined: any. */
  readonly token: string | undefined;
  readonly faults: Faults;
}

/** Answers one call. Errors: `FaultHit`; mistakes of the stand-in's own. */
export async function handle({ vercel, token, faults }: Api, request: RestRequest): Promise<RestAnswer> {
  const found = match(ROUTES, request);
  const operation = `${request.method} ${found?.route.path ?? request.path}`;
  try {
    return await faults.around("vercel", operation, () => {
      authenticate(request, token);
      if (found === undefined) throw new Refusal(404, "not_found", "The requested API endpoint was not found");
      const { route, names } = found;
      return route.run({ vercel, projectId: projectOf(vercel, names.idOrName), id: names.id ?? "", request });
    });
  } catch (error) {
    if (error instanceof Refusal) return error.answer();
    throw error;
  }
}

function authenticate({ headers }: RestRequest, token: string | undefined): void {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (given === undefined) throw new Refusal(403, "forbidden", "The request is missing an authentication token");
  if (token !== undefined && given !== token) throw new Refusal(403, "forbidden", "Not authorized");
}

/** Its id. Errors: 404. */
function projectOf({ world }: Vercel, idOrName: string | undefined): string {
  const projects = world.collection<Stored>("vercel.project").list();
  const found = projects.find(({ id, value }) => id === idOrName || value.name === idOrName);
  if (found === undefined) throw new Refusal(404, "not_found", "Project not found");
  return found.id;
}
