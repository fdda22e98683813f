import type { Props } from "../plugin/types";
import { json, text } from "../table/field";
import type { Need, Reference, Row, Stored } from "../table/row";
import { exactlyOneOf } from "../table/rules";
import { asText } from "../table/value";
import { answer, newId, stamped, teamId } from "./rest";

/** EdgeConfigSchema is left out: 5.4.1 has no input for the store that it is for, so nobody can make one. */

export const edgeConfig: Row = {
  collection: "vercel.edgeConfig",
  fields: {
    name: text({ autoname: true, as: "slug", valid: validSlug }),
    teamId: teamId(),
  },
  identity: { newId: () => newId("ecfg_"), by: ["name"] },
  taken: ({ inputs }) => answer("conflict", `An Edge Config with the slug "${asText(inputs.name)}" already exists.`),
  gone: () => answer("not_found", "Edge Config not found."),
  facts: (at) => ({ id: at.id, ...stamped(at) }),
};

/** The plugin upserts an item, and replaces it with any change. */
export const edgeConfigItem: Row = {
  collection: "vercel.edgeConfigItem",
  fields: {
    edgeConfigId: text({ required: true, forcesReplacement: true }),
    key: text({ required: true, forcesReplacement: true, valid: validKey }),
    teamId: teamId(),
    value: text({ forcesReplacement: true }),
    valueJson: json({ forcesReplacement: true }),
  },
  rules: [exactlyOneOf("value", "valueJson")],
  identity: { id: (inputs) => `${asText(inputs.edgeConfigId)}/${asText(inputs.key)}` },
  taken: () => undefined,
  gone: () => undefined,
  needs: needsEdgeConfig,
  parents: inEdgeConfig,
  facts: stamped,
};

export function needsEdgeConfig(inputs: Props): Need[] {
  const refusal = answer("not_found", "Edge Config not found.");
  return [{ collection: edgeConfig.collection, id: asText(inputs.edgeConfigId) ?? "", refusal }];
}

/** Whatever belongs to an Edge Config goes with it. */
export function inEdgeConfig(object: Stored): Reference[] {
  return [{ collection: edgeConfig.collection, id: String(object.edgeConfigId) }];
}

function validSlug(value: string): string | undefined {
  return /^[\w-]{1,64}$/.test(value) ? undefined : "may have up to 64 letters, digits, hyphens and underscores";
}

function validKey(value: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,256}$/.test(value)
    ? undefined
    : "may have up to 256 letters, digits, hyphens and underscores";
}
