import type { Call } from "../plugin/types";
import type { Objects } from "./objects";
import { type Moment, type Row, refuse } from "./row";

/**
 * The id after an update. Pulumi goes on with the old one (pulumi/pulumi#3729), so with the official plugins, too, an
 * object that was renamed is lost to the next refresh.
 */
export function renamed(row: Row, objects: Objects, moment: Moment, call: Call): string {
  const { identity } = row;
  if (!("id" in identity) || !identity.renamed) return moment.id;
  const id = identity.id(moment.inputs, moment);
  if (id === moment.id) return id;
  if (moment.find(row.collection, id) !== undefined) refuse(row.taken({ ...moment, id }));
  if (objects.children(moment.connection, row.collection, moment.id).length > 0) {
    throw new Error(`This stand-in does not imitate renaming ${moment.id}, on which other objects hang: replace it.`);
  }
  call.say("warning", `renamed to ${id}; Pulumi keeps the id ${moment.id}, and the next refresh will not find it`);
  return id;
}
