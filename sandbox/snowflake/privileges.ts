import type { Mistake, Props } from "../plugin/types";
import { asList, asProps, asText, isPresent } from "../table/value";

/**
 * Which privileges Snowflake knows on the kinds of object that this platform grants on
 * (docs.snowflake.com/en/user-guide/security-access-control-privileges). Other kinds are not checked.
 */
const PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  DATABASE: [
    "APPLYBUDGET",
    "CREATE DATABASE ROLE",
    "CREATE SCHEMA",
    "IMPORTED PRIVILEGES",
    "MODIFY",
    "MONITOR",
    "REFERENCE_USAGE",
    "USAGE",
  ],
  "RESOURCE MONITOR": ["MODIFY", "MONITOR"],
  TABLE: ["APPLYBUDGET", "DELETE", "EVOLVE SCHEMA", "INSERT", "REBUILD", "REFERENCES", "SELECT", "TRUNCATE", "UPDATE"],
  TASK: ["APPLYBUDGET", "MONITOR", "OPERATE"],
  USER: ["MODIFY PROGRAMMATIC AUTHENTICATION METHODS", "MONITOR"],
  VIEW: ["REFERENCES", "SELECT"],
  WAREHOUSE: ["APPLYBUDGET", "MODIFY", "MONITOR", "OPERATE", "USAGE"],
};

/** On a schema besides the many CREATE privileges. */
const ON_SCHEMA = ["ADD SEARCH OPTIMIZATION", "APPLYBUDGET", "MODIFY", "MONITOR", "USAGE"];

/** What the provider or Snowflake says no to among the privileges of a grant. */
export function wrongPrivileges(inputs: Props): Mistake[] {
  const known = knownPrivileges(inputs);
  return asList(inputs.privileges).flatMap((value, index) => {
    const privilege = asText(value);
    const property = `privileges[${index}]`;
    if (privilege === undefined) return [];
    if (privilege === "OWNERSHIP") return [{ property, reason: "OWNERSHIP is granted with GrantOwnership" }];
    if (privilege !== privilege.toUpperCase()) return [{ property, reason: `must be upper-case, not ${privilege}` }];
    if (known(privilege)) return [];
    return [{ property, reason: `${privilege} is no privilege on ${describe(inputs)}` }];
  });
}

function knownPrivileges(inputs: Props): (privilege: string) => boolean {
  if (isPresent(inputs.onSchema))
    return (privilege) => ON_SCHEMA.includes(privilege) || privilege.startsWith("CREATE ");
  const allowed = PRIVILEGES[describe(inputs)];
  return (privilege) => allowed === undefined || allowed.includes(privilege);
}

function describe(inputs: Props): string {
  if (isPresent(inputs.onDatabase)) return "DATABASE";
  if (isPresent(inputs.onSchema)) return "SCHEMA";
  const object = asProps(inputs.onSchemaObject);
  const bulk = asProps(object.all ?? object.future);
  const type = asProps(inputs.onAccountObject).objectType ?? object.objectType ?? bulk.objectTypePlural;
  return singular(String(type ?? "").toUpperCase());
}

function singular(type: string): string {
  return PRIVILEGES[type] === undefined ? type.replace(/S$/, "") : type;
}
