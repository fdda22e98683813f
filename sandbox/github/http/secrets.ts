import { z } from "zod";
import { json, type RestAnswer } from "../../rest/messages";
import { fingerprint } from "../../table/secrets";
import { LARGEST_VALUE, validName } from "../actions";
import { timestamps } from "../rest";
import { checkSelected, parseBody, visibilityShape } from "./body";
import type { Call, Route } from "./call";
import { nothing, Refusal } from "./messages";
import { page } from "./pages";
import { belonging, find, held, keyOf, type Place, places } from "./places";

const SIZES = { usual: 30, most: 100 };

const sealedSchema = z.object({ encrypted_value: z.base64(), key_id: z.string() });
const organizationSchema = sealedSchema.extend(visibilityShape);

function list(call: Call, place: Place): RestAnswer {
  const all = held(call, place.collections.secret).map((secret) => view(call, place, secret));
  const { items, headers } = page(all, call.request, { endpoint: call.github.endpoint, sizes: SIZES });
  return json(200, { total_count: all.length, secrets: items }, headers);
}

async function put(call: Call, { collections, isOrganization }: Place): Promise<RestAnswer> {
  const { github, names, request } = call;
  const name = (names.secret_name ?? "").toUpperCase();
  const invalid = validName(name);
  if (invalid !== undefined) throw new Refusal(422, `Secret names ${invalid}.`);
  const given = parseBody(isOrganization ? organizationSchema : sealedSchema, request.body);
  checkSelected(given);
  const { encrypted_value, key_id, ...whom } = given;
  const value = await github.boxes.open(keyOf(names), key_id, encrypted_value);
  // GitHub's own words for it are not published.
  if (Buffer.byteLength(value) > LARGEST_VALUE) throw new Refusal(422, "Secret value is too large (48 KB at most)");
  const secrets = held(call, collections.secret);
  const known = secrets.find((secret) => secret.name === name);
  const before = known?.object;
  const facts = timestamps({ before, now: github.clock.now() });
  github.world.collection(collections.secret).put(known?.id ?? keyOf(names) + name, {
    ...before,
    ...{ name, ...belonging(names), ...whom, value_fingerprint: fingerprint(value), key_id },
    ...facts,
  });
  return known === undefined ? json(201, {}) : nothing;
}

function view({ github, names }: Call, place: Place, { name, object }: ReturnType<typeof find>) {
  const { created_at, updated_at, visibility } = object;
  const url = `${github.endpoint}/orgs/${names.org}/actions/secrets/${name}/repositories`;
  const selected = visibility === "selected" ? { selected_repositories_url: url } : {};
  return { name, created_at, updated_at, ...(place.isOrganization && { visibility, ...selected }) };
}

function routesOf(place: Place): Route[] {
  const permission = place.permissions.secret;
  const one = `${place.secrets}/{secret_name}`;
  const reading = { method: "GET", permission, level: "read" } as const;
  return [
    { ...reading, path: place.secrets, run: (call) => list(call, place) },
    {
      ...reading,
      path: `${place.secrets}/public-key`,
      run: async ({ github, names }) => json(200, await github.boxes.publicKey(keyOf(names))),
    },
    {
      ...reading,
      path: one,
      run: (call) => json(200, view(call, place, find(call, place.collections.secret, call.names.secret_name))),
    },
    { method: "PUT", path: one, permission, level: "write", run: (call) => put(call, place) },
    {
      method: "DELETE",
      path: one,
      permission,
      level: "write",
      run: (call) => {
        const { id } = find(call, place.collections.secret, call.names.secret_name);
        call.github.world.collection(place.collections.secret).delete(id);
        return nothing;
      },
    },
  ];
}

export const SECRET_ROUTES: readonly Route[] = places.flatMap(routesOf);
