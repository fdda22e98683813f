import { randomInt } from "node:crypto";
import type { Props } from "../plugin/types";
import { type Field, text } from "../table/field";
import type { Moment, Need, Reference, Stored } from "../table/row";
import { asText } from "../table/value";

/** Vercel's answer as the official plugin reports it. */
export function answer(code: string, message: string): string {
  return `${code} - ${message}`;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An id as Vercel makes them: `prj_` and 28 letters and digits; the variables' have no prefix. */
export function newId(prefix: string, length = 28): string {
  return prefix + Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** The team that an object is in: the provider's, unless the program names another. */
export function teamId(): Field {
  return text({ computed: true, forcesReplacement: true, as: "accountId" });
}

/** What Vercel stamps on an object; times are in milliseconds. */
export function stamped(at: Moment): Stored {
  const account = asText(at.inputs.teamId) ?? at.before?.accountId ?? asText(at.connection.args.team);
  const times = { createdAt: at.before?.createdAt ?? at.now, updatedAt: at.now };
  return account === undefined ? times : { ...times, accountId: account };
}

export function needsProject(inputs: Props): Need[] {
  const id = asText(inputs.projectId);
  if (id === undefined) return [];
  const refusal =
    "Could not find project, please make sure both the project_id and team_id match the project and team you wish to deploy to.";
  return [{ collection: "vercel.project", id, refusal }];
}

/** Whatever belongs to a project goes with it. */
export function inProject(object: Stored): Reference[] {
  return [{ collection: "vercel.project", id: String(object.projectId) }];
}
