import type { Mistake, Props } from "../plugin/types";
import { flag, list, object, set, text } from "../table/field";
import type { Row } from "../table/row";
import { asNumber, asText } from "../table/value";
import { booleanText } from "./field";
import { name, qualified } from "./identifier";
import { snowflakeObject, stamped } from "./object";
import { objectParameters } from "./parameters";

export const database: Row = snowflakeObject({
  kind: "Database",
  level: "account",
  collection: "snowflake.database",
  fields: {
    ...objectParameters,
    name: name({ autoname: true }),
    comment: text(),
    dropPublicSchemaOnCreation: flag({ pluginOnly: true, createOnly: true }),
    isTransient: flag({ forcesReplacement: true, vendorDefault: false }),
    replication: object({
      enableToAccounts: list(object({ accountIdentifier: text({ required: true }), withFailover: flag() }), {
        required: true,
        min: 1,
      }),
      ignoreEditionCheck: flag(),
    }),
  },
  rules: [shortRetention],
  brings: (at) => {
    if (at.inputs.dropPublicSchemaOnCreation === true) return [];
    const named = { name: "PUBLIC", database: asText(at.inputs.name) ?? "" };
    return [{ collection: schema.collection, id: qualified(at.id, "PUBLIC"), object: { ...named, ...stamped(at) } }];
  },
});

export const schema: Row = snowflakeObject({
  kind: "Schema",
  level: "database",
  collection: "snowflake.schema",
  fields: {
    ...objectParameters,
    name: name({ autoname: true }),
    comment: text(),
    database: name({ required: true, forcesReplacement: true, as: "database_name" }),
    isTransient: booleanText("false", { forcesReplacement: true }),
    pipeExecutionPaused: flag({ vendorDefault: false }),
    withManagedAccess: booleanText("false"),
  },
  rules: [shortRetention],
  show: ["name", "databaseName", "comment", "createdOn", "owner"],
  // Every database comes with PUBLIC: the provider then alters it instead of creating it.
  taken: ({ id, inputs }) =>
    asText(inputs.name)?.trim().toUpperCase() === "PUBLIC"
      ? undefined
      : `002002 (42710): SQL compilation error: Object '${id.replaceAll('"', "")}' already exists.`,
});

export const tag: Row = snowflakeObject({
  kind: "Tag",
  level: "schema",
  collection: "snowflake.tag",
  fields: {
    name: name({ autoname: true }),
    allowedValues: set(text({ max: 256 }), { max: 300 }),
    comment: text(),
    database: name({ required: true, forcesReplacement: true, as: "database_name" }),
    maskingPolicies: set(text(), { notImitated: "masking policies can't be set on a tag here" }),
    schema: name({ required: true, forcesReplacement: true, as: "schema_name" }),
  },
  show: ["name", "databaseName", "schemaName", "allowedValues", "comment", "createdOn", "owner"],
});

/** Transient objects have one day of Time Travel at most. */
function shortRetention(inputs: Props): Mistake[] {
  const isTransient = inputs.isTransient === true || inputs.isTransient === "true";
  const days = asNumber(inputs.dataRetentionTimeInDays);
  if (!isTransient || days === undefined || days <= 1) return [];
  return [{ property: "dataRetentionTimeInDays", reason: `must be 0 or 1 for what is transient, not ${days}` }];
}
