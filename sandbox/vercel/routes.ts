import type { Mistake, Props } from "../plugin/types";
import { type Fields, flag, integer, list, map, object, text } from "../table/field";
import type { Row } from "../table/row";
import { asProps, asText, isPresent } from "../table/value";
import { answer, inProject, needsProject, newId, stamped, teamId } from "./rest";

/** Not imitated: the order of rules (Vercel doesn't give it back), and drafts that somebody staged and didn't publish. */

const required = { required: true } as const;
const whatever = { computed: true } as const;
const condition = object(
  {
    key: text(whatever),
    type: text({ ...required, oneOf: ["host", "header", "cookie", "query"] }),
    value: text(whatever),
  },
  { rules: [keyOfItsType] },
);
const transform = object({
  args: text({ ...whatever, valid: validJson }),
  envs: list(text(), { ...whatever, as: "env" }),
  op: text({ ...required, oneOf: ["append", "set", "delete"] }),
  target: text({ ...whatever, valid: validJson }),
  type: text({ ...required, oneOf: ["request.headers", "request.query", "response.headers"] }),
});

const route: Fields = {
  caseSensitive: flag(whatever),
  dest: text({ ...whatever, min: 1, valid: validDestination }),
  has: list(condition, whatever),
  headers: map(text(), whatever),
  missings: list(condition, { ...whatever, as: "missing" }),
  respectOriginCacheControl: flag(whatever),
  src: text({ ...required, min: 1, valid: validSource }),
  status: integer({ ...whatever, min: 100, max: 999 }),
  transforms: list(transform, whatever),
};

/** A live rule of a project. Assumed, the documentation being silent: one of a name in a project. */
export const projectRoute: Row = {
  collection: "vercel.route",
  fields: {
    description: text({ ...whatever, max: 1024 }),
    enabled: flag({ vendorDefault: true }),
    name: text({ autoname: true, min: 1, max: 256 }),
    position: object(
      {
        placement: text({ ...required, forcesReplacement: true, oneOf: ["start", "end", "before", "after"] }),
        referenceRouteId: text({ forcesReplacement: true }),
      },
      { pluginOnly: true, rules: [besideAnother] },
    ),
    projectId: text({ ...required, forcesReplacement: true }),
    route: object(route, { ...required, rules: [doesSomething] }),
    srcSyntax: text({ ...whatever, oneOf: ["equals", "path-to-regexp", "regex"] }),
    teamId: teamId(),
  },
  identity: { newId: () => newId("rt_"), by: ["projectId", "name"] },
  taken: ({ inputs }) => answer("conflict", `A routing rule "${asText(inputs.name)}" already exists in this project.`),
  gone: () => answer("not_found", "The routing rule was not found."),
  needs: needsProject,
  parents: inProject,
  facts: (at) => ({ id: at.id, srcSyntax: syntaxOf(at.inputs), ...stamped(at) }),
  outputs: { routeType: ({ object: stored }) => typeOf((stored.route ?? {}) as Props) },
  changing: { routeType: ["route"] },
};

function syntaxOf(inputs: Props): string {
  const src = asText(asProps(inputs.route)?.src) ?? "";
  const inferred = /[\\^$()[\]|]/.test(src) ? "regex" : /[:*]/.test(src) ? "path-to-regexp" : "equals";
  return asText(inputs.srcSyntax) ?? inferred;
}

function typeOf({ dest, status }: Props): string {
  if (isPresent(dest)) return isPresent(status) ? "redirect" : "rewrite";
  return isPresent(status) ? "set_status" : "transform";
}

function doesSomething(inputs: Props): Mistake[] {
  if (["dest", "status", "headers", "transforms"].some((name) => isPresent(inputs[name]))) return [];
  return [{ property: "dest", reason: 'one of "dest", "status", "headers", "transforms" is required' }];
}

function keyOfItsType({ type, key }: Props): Mistake[] {
  if (type === "host") return isPresent(key) ? [{ property: "key", reason: "can't be set where type is host" }] : [];
  return isPresent(key) ? [] : [{ property: "key", reason: "is required where type is header, cookie or query" }];
}

function besideAnother({ placement, referenceRouteId }: Props): Mistake[] {
  const wanted = placement === "before" || placement === "after";
  if (wanted === isPresent(referenceRouteId)) return [];
  const reason = wanted ? `is required where placement is ${placement}` : "is only for the placements before and after";
  return [{ property: "referenceRouteId", reason }];
}

function validSource(value: string): string | undefined {
  return /^\^?\/\.well-known(\/|$)/.test(value) ? "must not be below /.well-known, which is reserved" : undefined;
}

function validDestination(value: string): string | undefined {
  return /^(\/|https?:\/\/)/.test(value) ? undefined : "must be a path or an http(s) address";
}

function validJson(value: string): string | undefined {
  try {
    JSON.parse(value);
    return undefined;
  } catch {
    return "must be a JSON document";
  }
}
