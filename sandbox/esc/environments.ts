import { z } from "zod";
import { json, type RestAnswer } from "../rest/messages";
import { parseBody } from "./body";
import type { AccountRoute, Call, EnvironmentRoute } from "./call";
import { checkDefinition } from "./opening";
import { type EnvironmentRecord, etagOf, keyOf, latest, type Revision, revisionOf } from "./records";
import { Refusal } from "./refusal";
import { may, requireRight } from "./rights";

/** How many a page holds; Pulumi Cloud's own number is not published. */
const PAGE = 100;

const createSchema = z.object({ project: z.string().default("default"), name: z.string() });

function list({ esc, token, request }: Call, organization: string): RestAnswer {
  const from = Number(request.query.continuationToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw new Refusal(400, "Bad Request: invalid continuationToken");
  const readable = esc.environments
    .list(organization)
    .filter(({ project, name }) => may(token, "read", organization, `${project}/${name}`));
  const environments = readable.slice(from, from + PAGE).map((record) => {
    const { project, name, created } = record;
    return { organization, project, name, created, modified: latest(record).created };
  });
  const nextToken = readable.length > from + PAGE ? String(from + PAGE) : "";
  return json(200, { environments, nextToken });
}

export const ORGANIZATION_ROUTES: readonly AccountRoute[] = [
  { method: "GET", path: "/api/esc/environments", run: (call) => list(call, call.token.organization) },
  { method: "GET", path: "/api/esc/environments/{org}", run: (call) => list(call, call.names.org ?? "") },
  {
    method: "POST",
    path: "/api/esc/environments/{org}",
    run: ({ esc, token, names, request }) => {
      const { project, name } = parseBody(createSchema, request.body);
      requireRight(token, "admin", names.org ?? "", `${project}/${name}`);
      esc.environments.create(names.org ?? "", project, name, token.login);
      // SDK 0.12.4 takes 200 alone for success (esc/index.js, createEnvironment); the REST reference says 204.
      return json(200, {});
    },
  },
];

/** A revision's text, with the headers that clients need for the next write. */
function definition(revision: Revision, yaml: string): RestAnswer {
  return { status: 200, headers: { "content-type": "application/x-yaml", ...versionHeaders(revision) }, body: yaml };
}

function versionHeaders(revision: Revision) {
  return { etag: etagOf(revision), "pulumi-esc-revision": String(revision.number) };
}

async function update(call: Call & { readonly environment: EnvironmentRecord }): Promise<RestAnswer> {
  const { esc, token, names, request } = call;
  const diagnostics = await checkDefinition(call, `${names.project}/${names.env}`, request.body);
  // Looked at again: the check took a while, and somebody else may have written meanwhile.
  const current = esc.environments.find(names.org ?? "", names.project ?? "", names.env ?? "") ?? call.environment;
  const expected = request.headers.etag;
  if (expected !== undefined && expected !== etagOf(latest(current))) {
    throw new Refusal(409, `Conflict: ${keyOf(current)} was changed since it was read`);
  }
  const sealed = esc.seal.close(request.body, keyOf(current));
  // Sealing gives another ciphertext each time: whether anything changed shows in clear only.
  const same = esc.seal.open(latest(current).yaml, keyOf(current)) === esc.seal.open(sealed, keyOf(current));
  const updated = same ? current : esc.environments.revise(current, sealed, token.login);
  return json(200, { diagnostics }, versionHeaders(latest(updated)));
}

export const ENVIRONMENT_ROUTES: readonly EnvironmentRoute[] = [
  ...(["GET", "HEAD"] as const).map(
    (method): EnvironmentRoute => ({
      method,
      path: "",
      needs: "read",
      run: ({ environment }) => definition(latest(environment), latest(environment).yaml),
    }),
  ),
  { method: "PATCH", path: "", needs: "write", run: update },
  {
    method: "DELETE",
    path: "",
    needs: "admin",
    run: ({ esc, environment }) => {
      esc.environments.delete(environment);
      return json(200, {});
    },
  },
  {
    method: "GET",
    path: "/versions/{version}",
    needs: "read",
    run: ({ environment, names }) => {
      const revision = revisionOf(environment, names.version ?? "");
      return definition(revision, revision.yaml);
    },
  },
  ...["/decrypt", "/versions/{version}/decrypt"].map(
    (path): EnvironmentRoute => ({
      method: "GET",
      path,
      needs: "open",
      run: ({ esc, environment, names }) => {
        const revision = revisionOf(environment, names.version ?? "latest");
        return definition(revision, esc.seal.open(revision.yaml, keyOf(environment)));
      },
    }),
  ),
];
