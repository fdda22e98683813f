import { randomUUID } from "node:crypto";
import { z } from "zod";
import { json } from "../rest/messages";
import { parseBody } from "./body";
import type { EnvironmentRoute } from "./call";
import type { EnvironmentRecord, EnvironmentTag } from "./records";
import { Refusal } from "./refusal";

const tagSchema = z.object({ name: z.string().min(1), value: z.string() });
const changeSchema = z.object({ currentTag: z.object({ value: z.string() }).partial().optional(), newTag: tagSchema });

function describe([name, tag]: [string, EnvironmentTag]) {
  return { name, ...tag, editorName: tag.editorLogin };
}

function requireTag({ tags }: EnvironmentRecord, name: string): [string, EnvironmentTag] {
  const tag = tags[name];
  if (tag === undefined) throw new Refusal(404, `Not Found: no tag "${name}"`);
  return [name, tag];
}

export const TAG_ROUTES: readonly EnvironmentRoute[] = [
  {
    method: "GET",
    path: "/tags",
    needs: "read",
    run: ({ environment: { tags } }) => {
      const all = Object.entries(tags).map((entry) => [entry[0], describe(entry)]);
      return json(200, { tags: Object.fromEntries(all), nextToken: "" });
    },
  },
  {
    method: "POST",
    path: "/tags",
    needs: "write",
    run: ({ esc, token, environment, request }) => {
      const { name, value } = parseBody(tagSchema, request.body);
      if (environment.tags[name] !== undefined) throw new Refusal(409, `Conflict: tag "${name}" is there already`);
      const now = esc.environments.now();
      const tag = { id: randomUUID(), value, created: now, modified: now, editorLogin: token.login };
      esc.environments.put({ ...environment, tags: { ...environment.tags, [name]: tag } });
      return json(200, describe([name, tag]));
    },
  },
  {
    method: "GET",
    path: "/tags/{tag}",
    needs: "read",
    run: ({ environment, names }) => json(200, describe(requireTag(environment, names.tag ?? ""))),
  },
  {
    method: "PATCH",
    path: "/tags/{tag}",
    needs: "write",
    run: ({ esc, token, environment, names, request }) => {
      const [name, before] = requireTag(environment, names.tag ?? "");
      const { currentTag, newTag } = parseBody(changeSchema, request.body);
      if (currentTag?.value !== undefined && currentTag.value !== before.value) {
        throw new Refusal(409, `Conflict: tag "${name}" has another value by now`);
      }
      const { [name]: _, ...others } = environment.tags;
      const tag = { ...before, value: newTag.value, modified: esc.environments.now(), editorLogin: token.login };
      esc.environments.put({ ...environment, tags: { ...others, [newTag.name]: tag } });
      return json(200, describe([newTag.name, tag]));
    },
  },
  {
    method: "DELETE",
    path: "/tags/{tag}",
    needs: "write",
    run: ({ esc, environment, names }) => {
      const [name] = requireTag(environment, names.tag ?? "");
      const { [name]: _, ...tags } = environment.tags;
      esc.environments.put({ ...environment, tags });
      return { status: 204, headers: {}, body: "" };
    },
  },
];
