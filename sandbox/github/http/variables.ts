import { z } from "zod";
import { json, type RestAnswer } from "../../rest/messages";
import type { Stored } from "../../table/row";
import { LARGEST_VALUE, validName } from "../actions";
import { timestamps } from "../rest";
import { checkSelected, parseBody, visibilityShape } from "./body";
import type { Call, Route } from "./call";
import { nothing, Refusal } from "./messages";
import { page } from "./pages";
import { belonging, find, held, keyOf, type Place, places } from "./places";

const SIZES = { usual: 10, most: 30 };

const name = z
  .string()
  .refine((given) => validName(given) === undefined, "only letters, digits and _, no digit first, not GITHUB_ first")
  .transform((given) => given.toUpperCase());
const value = z.string().refine((given) => Buffer.byteLength(given) <= LARGEST_VALUE, "48 KB at most");
const repositorySchema = z.object({ name, value });
const organizationSchema = repositorySchema.extend(visibilityShape);

function list(call: Call, place: Place): RestAnswer {
  const all = held(call, place.collections.variable).map((variable) => view(call, place, variable));
  const { items, headers } = page(all, call.request, { endpoint: call.github.endpoint, sizes: SIZES });
  return json(200, { total_count: all.length, variables: items }, headers);
}

function create(call: Call, { collections, isOrganization }: Place): RestAnswer {
  const { github, names, request } = call;
  const given = parseBody(isOrganization ? organizationSchema : repositorySchema, request.body);
  checkSelected(given);
  const isTaken = held(call, collections.variable).some((variable) => variable.name === given.name);
  if (isTaken) throw new Refusal(409, "Already exists - Variable already exists");
  const object: Stored = { ...belonging(names), ...given, ...timestamps({ now: github.clock.now() }) };
  github.world.collection(collections.variable).put(keyOf(names) + given.name, object);
  return json(201, {});
}

function change(call: Call, { collections, isOrganization }: Place): RestAnswer {
  const { github, names, request } = call;
  const known = find(call, collections.variable, names.name);
  const schema = isOrganization ? organizationSchema.partial() : repositorySchema.partial();
  const given = parseBody(schema, request.body);
  const before = known.object;
  checkSelected({ visibility: before.visibility, ...given });
  const isRenamed = given.name !== undefined && given.name !== known.name;
  if (isRenamed && held(call, collections.variable).some((variable) => variable.name === given.name)) {
    throw new Refusal(409, "Already exists - Variable already exists");
  }
  const variables = github.world.collection(collections.variable);
  const facts = timestamps({ before, now: github.clock.now() });
  variables.put(isRenamed ? keyOf(names) + given.name : known.id, { ...before, ...given, ...facts });
  if (isRenamed) variables.delete(known.id);
  return nothing;
}

function view({ github, names }: Call, place: Place, variable: ReturnType<typeof find>) {
  const { created_at, updated_at, visibility } = variable.object;
  const url = `${github.endpoint}/orgs/${names.org}/actions/variables/${variable.name}/repositories`;
  const selected = visibility === "selected" ? { selected_repositories_url: url } : {};
  const shown = { name: variable.name, value: variable.object.value, created_at, updated_at };
  return { ...shown, ...(place.isOrganization && { visibility, ...selected }) };
}

function routesOf(place: Place): Route[] {
  const permission = place.permissions.variable;
  const one = `${place.variables}/{name}`;
  const writing = { permission, level: "write" } as const;
  return [
    { method: "GET", path: place.variables, permission, level: "read", run: (call) => list(call, place) },
    { method: "POST", path: place.variables, ...writing, run: (call) => create(call, place) },
    {
      method: "GET",
      path: one,
      permission,
      level: "read",
      run: (call) => json(200, view(call, place, find(call, place.collections.variable, call.names.name))),
    },
    { method: "PATCH", path: one, ...writing, run: (call) => change(call, place) },
    {
      method: "DELETE",
      path: one,
      ...writing,
      run: (call) => {
        const { id } = find(call, place.collections.variable, call.names.name);
        call.github.world.collection(place.collections.variable).delete(id);
        return nothing;
      },
    },
  ];
}

export const VARIABLE_ROUTES: readonly Route[] = places.flatMap(routesOf);
