import { createPublicKey } from "node:crypto";
import { integer, text } from "../table/field";
import type { Row } from "../table/row";
import { isPresent } from "../table/value";
import { booleanText, word } from "./field";
import { isSameIdentifier, name } from "./identifier";
import { snowflakeObject, stamped } from "./object";
import { sessionParameters, userParameters } from "./parameters";

const SHORTEST_KEY = 2048;

export const accountRole: Row = snowflakeObject({
  kind: "Role",
  level: "account",
  collection: "snowflake.role",
  fields: { name: name({ autoname: true }), comment: text() },
  show: ["name", "comment", "createdOn", "owner"],
});

export const databaseRole: Row = snowflakeObject({
  kind: "Database role",
  level: "database",
  collection: "snowflake.databaseRole",
  fields: {
    name: name({ autoname: true }),
    comment: text(),
    database: name({ required: true, forcesReplacement: true, as: "database_name" }),
  },
  show: ["name", "databaseName", "comment", "createdOn", "owner"],
});

/** Snowflake doesn't verify that a user's default role, warehouse and namespace exist. */
export const serviceUser: Row = snowflakeObject({
  kind: "User",
  level: "account",
  collection: "snowflake.user",
  fields: {
    ...sessionParameters,
    ...userParameters,
    name: name({ autoname: true }),
    comment: text(),
    daysToExpiry: integer({ pluginOnly: true }),
    defaultNamespace: text({ same: isSameIdentifier }),
    defaultRole: text({ same: isSameIdentifier }),
    defaultSecondaryRolesOption: word(["DEFAULT", "NONE", "ALL"], { default: "DEFAULT" }),
    defaultWarehouse: text({ same: isSameIdentifier }),
    disabled: booleanText("false"),
    displayName: text({ computed: true }),
    email: text({ secret: "shown" }),
    loginName: text({ secret: "shown", computed: true, anyCase: true }),
    minsToUnlock: integer({ min: 0, unsetAs: -1, pluginOnly: true }),
    rsaPublicKey: text({ valid: validKey }),
    rsaPublicKey2: text({ valid: validKey }),
  },
  facts: (at) => ({
    ...stamped(at),
    type: "SERVICE",
    has_rsa_public_key: isPresent(at.inputs.rsaPublicKey) || isPresent(at.inputs.rsaPublicKey2),
  }),
  outputs: { userType: ({ object }) => String(object.type) },
  show: [
    "name",
    "type",
    "comment",
    "defaultRole",
    "defaultWarehouse",
    "defaultNamespace",
    "disabled",
    "hasRsaPublicKey",
    "createdOn",
    "owner",
  ],
});

function validKey(value: string): string | undefined {
  if (/\s|-----/.test(value)) return "must be on one line, without header and trailer";
  try {
    const key = createPublicKey({ key: Buffer.from(value, "base64"), format: "der", type: "spki" });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType === "rsa" && bits >= SHORTEST_KEY) return undefined;
    return `must be an RSA key of at least ${SHORTEST_KEY} bits`;
  } catch {
    return "must be the base64 text of a public key (SubjectPublicKeyInfo)";
  }
}
