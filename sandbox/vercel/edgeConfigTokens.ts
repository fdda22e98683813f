import { createHash } from "node:crypto";
import { text } from "../table/field";
import type { Row } from "../table/row";
import { asText } from "../table/value";
import { inEdgeConfig, needsEdgeConfig } from "./edgeConfigs";
import { answer, newId, stamped, teamId } from "./rest";

/**
 * The world keeps no token: each follows from its id, and opens nothing here, for reading an Edge Config is not imitated.
 * Assumed, the documentation being silent: one token of a label in an Edge Config.
 */
export const edgeConfigToken: Row = {
  collection: "vercel.edgeConfigToken",
  fields: {
    edgeConfigId: text({ required: true, forcesReplacement: true }),
    label: text({ required: true, forcesReplacement: true, min: 1, max: 52 }),
    teamId: teamId(),
  },
  identity: { newId: () => newId("", 32), by: ["edgeConfigId", "label"] },
  taken: ({ inputs }) => answer("conflict", `A token with the label "${asText(inputs.label)}" already exists.`),
  gone: () => answer("not_found", "The Edge Config token was not found."),
  needs: needsEdgeConfig,
  parents: inEdgeConfig,
  facts: (at) => ({ id: at.id, ...stamped(at) }),
  outputs: {
    token: ({ id }) => tokenOf(id),
    connectionString: ({ id, object }) => {
      return `https://edge-config.vercel.com/${String(object.edgeConfigId)}?token=${tokenOf(id)}`;
    },
  },
};

/** In the form of a UUID, as Vercel's are. */
function tokenOf(id: string): string {
  const digits = createHash("sha256").update(`edge config token ${id}`).digest("hex");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
