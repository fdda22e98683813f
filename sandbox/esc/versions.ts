import { z } from "zod";
import { json } from "../rest/messages";
import { parseBody } from "./body";
import type { EnvironmentCall, EnvironmentRoute } from "./call";
import { type EnvironmentRecord, latest, type Revision, type RevisionTag, revisionOf } from "./records";
import { Refusal } from "./refusal";

const tagSchema = z.object({ name: z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,99}$/), revision: z.int().optional() });
const retagSchema = z.object({ revision: z.int().optional() });
const retractSchema = z.object({ replacement: z.int().optional(), reason: z.string().default("") });

/** `latest` is a tag that moves by itself. */
function tagsOf(record: EnvironmentRecord): Record<string, RevisionTag> {
  const { number, created, creatorLogin } = latest(record);
  const moving = { revision: number, created: record.created, modified: created, editorLogin: creatorLogin };
  return { ...record.revisionTags, latest: moving };
}

function describeTag([name, tag]: [string, RevisionTag]) {
  return { name, ...tag, editorName: tag.editorLogin };
}

function describe(record: EnvironmentRecord, revision: Revision) {
  const { number, created, creatorLogin, retracted } = revision;
  const tags = Object.entries(tagsOf(record)).filter(([, tag]) => tag.revision === number);
  return { number, created, creatorLogin, creatorName: creatorLogin, tags: tags.map(([name]) => name), retracted };
}

function putTag({ esc, token, environment }: EnvironmentCall, name: string, revision: number | undefined) {
  if (name === "latest") throw new Refusal(400, 'Bad Request: "latest" moves by itself');
  const { number } = revisionOf(environment, String(revision ?? "latest"));
  const now = esc.environments.now();
  const created = environment.revisionTags[name]?.created ?? now;
  const tag = { revision: number, created, modified: now, editorLogin: token.login };
  esc.environments.put({ ...environment, revisionTags: { ...environment.revisionTags, [name]: tag } });
}

function requireTag(environment: EnvironmentRecord, name: string): [string, RevisionTag] {
  const tag = tagsOf(environment)[name];
  if (tag === undefined) throw new Refusal(404, `Not Found: no revision tag "${name}"`);
  return [name, tag];
}

const noContent = { status: 204, headers: {}, body: "" };

export const VERSION_ROUTES: readonly EnvironmentRoute[] = [
  {
    method: "GET",
    path: "/versions",
    needs: "read",
    run: ({ environment, request: { query } }) => {
      // `pulumi env version history` asks for those before 0 and means all.
      const before = Number(query.before) || Number.POSITIVE_INFINITY;
      const newestFirst = environment.revisions.filter(({ number }) => number < before).reverse();
      const asked = newestFirst.slice(0, Number(query.count) || newestFirst.length);
      return json(
        200,
        asked.map((revision) => describe(environment, revision)),
      );
    },
  },
  {
    method: "POST",
    path: "/versions/{version}/retract",
    needs: "write",
    run: ({ esc, environment, names, request }) => {
      const { replacement, reason } = parseBody(retractSchema, request.body || "{}");
      const { number } = revisionOf(environment, names.version ?? "");
      if (number === latest(environment).number)
        throw new Refusal(400, "Bad Request: the latest revision can't be retracted");
      const instead = replacement ?? number + 1;
      revisionOf(environment, String(instead));
      if (instead === number) throw new Refusal(400, "Bad Request: a revision can't replace itself");
      const retracted = { replacement: instead, at: esc.environments.now(), reason };
      const revisions = environment.revisions.map((one) => (one.number === number ? { ...one, retracted } : one));
      esc.environments.put({ ...environment, revisions });
      return noContent;
    },
  },
  {
    method: "GET",
    path: "/versions/tags",
    needs: "read",
    run: ({ environment }) => json(200, { tags: Object.entries(tagsOf(environment)).map(describeTag), nextToken: "" }),
  },
  {
    method: "POST",
    path: "/versions/tags",
    needs: "write",
    run: (call) => {
      const { name, revision } = parseBody(tagSchema, call.request.body);
      if (call.environment.revisionTags[name] !== undefined)
        throw new Refusal(409, `Conflict: tag "${name}" is there already`);
      putTag(call, name, revision);
      return noContent;
    },
  },
  {
    method: "GET",
    path: "/versions/tags/{tag}",
    needs: "read",
    run: ({ environment, names }) => json(200, describeTag(requireTag(environment, names.tag ?? ""))),
  },
  {
    method: "PATCH",
    path: "/versions/tags/{tag}",
    needs: "write",
    run: (call) => {
      const [name] = requireTag(call.environment, call.names.tag ?? "");
      putTag(call, name, parseBody(retagSchema, call.request.body).revision);
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/versions/tags/{tag}",
    needs: "write",
    run: ({ esc, environment, names }) => {
      const [name] = requireTag(environment, names.tag ?? "");
      const { [name]: _, ...revisionTags } = environment.revisionTags;
      esc.environments.put({ ...environment, revisionTags });
      return noContent;
    },
  },
];
