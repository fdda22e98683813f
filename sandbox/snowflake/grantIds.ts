import type { Props } from "../plugin/types";
import type { Need, Row } from "../table/row";
import { asList, asProps, asText, isPresent } from "../table/value";
import { bare, partsOf, qualified, requalified } from "./identifier";
import { missing } from "./object";

/** Roles that every account has. */
const SYSTEM_ROLES = ["ACCOUNTADMIN", "ORGADMIN", "SECURITYADMIN", "USERADMIN", "SYSADMIN", "PUBLIC"];

const COLLECTIONS: Readonly<Record<string, string>> = {
  ROLE: "snowflake.role",
  "DATABASE ROLE": "snowflake.databaseRole",
  USER: "snowflake.user",
  WAREHOUSE: "snowflake.warehouse",
  DATABASE: "snowflake.database",
  SCHEMA: "snowflake.schema",
  "RESOURCE MONITOR": "snowflake.resourceMonitor",
  TAG: "snowflake.tag",
  TASK: "snowflake.task",
};

/** `"role"|with grant option|always apply|privileges|on`, the provider's id of a grant of privileges. */
export function privilegesId(role: string, inputs: Props): string {
  const privileges = inputs.allPrivileges === true ? "ALL" : asList(inputs.privileges).join(",");
  const flags = [inputs.withGrantOption === true, inputs.alwaysApply === true];
  return [requalified(role), ...flags, privileges, ...onParts(inputs)].join("|");
}

/** What has to exist for a grant, told from its id; kinds that this stand-in doesn't have are taken to exist. */
export function needsOf(id: string): Need[] {
  return referencesIn(id).flatMap(({ kind, name }) => {
    const collection = COLLECTIONS[kind];
    if (collection === undefined || (kind === "ROLE" && SYSTEM_ROLES.includes(bare(name)))) return [];
    const of = partsOf(name).length === 1 ? bare(name) : requalified(name);
    return [{ collection, id: of, refusal: missing(kind.charAt(0) + kind.slice(1).toLowerCase(), name) }];
  });
}

/** What all grants have in common: granting twice is no error, and a grant goes with whatever it speaks of. */
export const grantCommons = {
  taken: () => undefined,
  gone: () => undefined,
  parents: (_object, id) => needsOf(id),
} satisfies Partial<Row>;

function onParts(inputs: Props): string[] {
  if (inputs.onAccount === true) return ["OnAccount"];
  const database = asText(inputs.onDatabase);
  if (database !== undefined) return ["OnDatabase", requalified(database)];
  const object = asProps(inputs.onAccountObject);
  const schema = asProps(inputs.onSchema);
  if (isPresent(object.objectName)) return ["OnAccountObject", upper(object.objectType), named(object.objectName)];
  if (isPresent(schema.schemaName)) return ["OnSchema", "OnSchema", named(schema.schemaName)];
  if (isPresent(schema.allSchemasInDatabase))
    return ["OnSchema", "OnAllSchemasInDatabase", named(schema.allSchemasInDatabase)];
  if (isPresent(schema.futureSchemasInDatabase))
    return ["OnSchema", "OnFutureSchemasInDatabase", named(schema.futureSchemasInDatabase)];
  return ["OnSchemaObject", ...onSchemaObject(asProps(inputs.onSchemaObject))];
}

function onSchemaObject(on: Props): string[] {
  if (isPresent(on.objectName)) return ["OnObject", upper(on.objectType), named(on.objectName)];
  const [kind, bulk] = isPresent(on.all) ? ["OnAll", asProps(on.all)] : ["OnFuture", asProps(on.future)];
  const where = isPresent(bulk.inSchema) ? ["InSchema", named(bulk.inSchema)] : ["InDatabase", named(bulk.inDatabase)];
  return [String(kind), upper(bulk.objectTypePlural), ...where];
}

function referencesIn(id: string): { kind: string; name: string }[] {
  const [role = "", ...rest] = id.split("|");
  const grantee = { kind: partsOf(role).length === 2 ? "DATABASE ROLE" : "ROLE", name: role };
  const name = rest.at(-1) ?? "";
  if (rest.length === 2) return [grantee, { kind: rest[0] ?? "", name }];
  const [, , , on, how, type] = rest;
  if (on === "OnAccount") return [grantee];
  if (on === "OnAccountObject") return [grantee, { kind: how ?? "", name }];
  if (on === "OnDatabase") return [grantee, { kind: "DATABASE", name }];
  if (how === "OnObject") {
    const [database = "", schema = ""] = partsOf(name);
    return [grantee, { kind: "SCHEMA", name: qualified(database, schema) }, { kind: type ?? "", name }];
  }
  return [grantee, { kind: partsOf(name).length === 2 ? "SCHEMA" : "DATABASE", name }];
}

const upper = (value: unknown): string => String(value ?? "").toUpperCase();
const named = (value: unknown): string => requalified(String(value ?? ""));
