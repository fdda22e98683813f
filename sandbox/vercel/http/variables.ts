import type { SandboxContext } from "../../context";
import { json, type RestAnswer, type RestRequest } from "../../rest/messages";
import type { Stored } from "../../table/row";
import { fingerprint, type Sealer } from "../../table/secrets";
import { newId } from "../rest";
import { changedVariable, type NewVariable, newVariables } from "./given";
import { Refusal } from "./refusal";
import { checkVariable, clashes } from "./rules";
import { type Shown, view } from "./view";

/** What every route works on. */
export interface Vercel extends Pick<SandboxContext, "world" | "clock"> {
  readonly sealer: Sealer;
}

/** A call about a project that is there. */
export interface Call {
  readonly vercel: Vercel;
  readonly projectId: string;
  readonly id: string;
  readonly request: RestRequest;
}

/** The plugin's collection, by the variable's id. */
const variablesOf = ({ vercel }: Call) => vercel.world.collection<Stored>("vercel.env");

export function list(call: Call): RestAnswer {
  const shown: Shown = call.request.query.decrypt === "true" ? "decrypted" : "encrypted";
  const { gitBranch } = call.request.query;
  const wanted = inProject(call).filter(({ value }) => gitBranch === undefined || value.gitBranch === gitBranch);
  // Vercel looks for secrets that anybody may read; hidden ones are those of projects that the caller half sees.
  const envs = wanted.map(({ value }) => ({ ...view(call.vercel.sealer, value, shown), securityIssues: [] }));
  return json(200, { envs, hiddenProductionEnvCount: 0 });
}

/** Only here a sensitive one comes without any value. */
export function get(call: Call): RestAnswer {
  const variable = find(call);
  const { value, ...others } = view(call.vercel.sealer, variable, "decrypted");
  return json(200, variable.type === "sensitive" ? others : { ...others, value });
}

/** Of several, those that can be made are; one alone is refused whole (assumed: with 400). */
export function create(call: Call): RestAnswer {
  const { variables, isMany } = newVariables(call.request);
  const failed: object[] = [];
  const created = variables.flatMap((variable) => {
    try {
      return [view(call.vercel.sealer, make(call, variable), "encrypted")];
    } catch (error) {
      if (!isMany || !(error instanceof Refusal)) throw error;
      const { code, message } = error;
      failed.push({ error: { code, message, key: variable.key, target: variable.target } });
      return [];
    }
  });
  return json(201, { created: isMany ? created : created[0], failed });
}

export function change(call: Call): RestAnswer {
  const before = find(call);
  const { value, type = String(before.type), gitBranch, ...changes } = changedVariable(call.request);
  if (before.type === "sensitive" && type !== "sensitive") {
    throw new Refusal(400, "bad_request", "You cannot change the type of a Sensitive Environment Variable");
  }
  const becomesSensitive = type === "sensitive" && before.type !== "sensitive";
  const text = value ?? (becomesSensitive ? call.vercel.sealer.open(String(before.value)) : undefined);
  const { value: _, value_fingerprint: __, ...others } = before;
  const held =
    text === undefined ? { value: before.value, value_fingerprint: before.value_fingerprint } : kept(call, type, text);
  const branch = gitBranch === undefined ? before.gitBranch : (gitBranch ?? undefined);
  const after: Stored = { ...others, ...changes, type, ...held, gitBranch: branch, updatedAt: now(call) };
  refuseWrong(call, after);
  variablesOf(call).put(call.id, after);
  return json(200, view(call.vercel.sealer, after, "encrypted"));
}

export function remove(call: Call): RestAnswer {
  const variable = find(call);
  variablesOf(call).delete(call.id);
  return json(200, view(call.vercel.sealer, variable, "encrypted"));
}

function make(call: Call, { key, value, type, gitBranch, ...rest }: NewVariable): Stored {
  const upserts = call.request.query.upsert === "true";
  const wanted: Stored = { projectId: call.projectId, key, type, ...rest, ...(gitBranch && { gitBranch }) };
  const same = upserts ? inProject(call).find((other) => clashes(wanted, other.value)) : undefined;
  const id = same?.id ?? newId("", 16);
  const times = { createdAt: same?.value.createdAt ?? now(call), updatedAt: now(call) };
  const object: Stored = { ...wanted, id, ...kept(call, type, value), ...times };
  refuseWrong(call, object);
  variablesOf(call).put(id, object);
  return object;
}

/** As the plugin keeps it: a sensitive value is never given back. */
function kept({ vercel }: Call, type: string, value: string): Stored {
  return type === "sensitive" ? { value_fingerprint: fingerprint(value) } : { value: vercel.sealer.seal(value) };
}

function refuseWrong(call: Call, variable: Stored): void {
  checkVariable(
    variable,
    inProject(call).flatMap(({ id, value }) => (id === variable.id ? [] : [value])),
  );
}

function inProject(call: Call): { readonly id: string; readonly value: Stored }[] {
  return variablesOf(call)
    .list()
    .filter(({ value }) => value.projectId === call.projectId);
}

function find(call: Call): Stored {
  const found = variablesOf(call).get(call.id);
  if (found?.projectId === call.projectId) return found;
  throw new Refusal(404, "not_found", "The environment variable was not found.");
}

/** Vercel's times are in whole milliseconds. */
const now = ({ vercel }: Call): number => Math.floor(vercel.clock.now());
