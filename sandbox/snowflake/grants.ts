import type { ChangeKind, Existing, Props } from "../plugin/types";
import { type Fields, flag, object, set, text } from "../table/field";
import type { Row } from "../table/row";
import { exactlyOneOf, requiredWith } from "../table/rules";
import { asText, isPresent } from "../table/value";
import { word } from "./field";
import { grantCommons, needsOf, privilegesId } from "./grantIds";
import { reference, requalified } from "./identifier";
import { wrongPrivileges } from "./privileges";

const ACCOUNT_OBJECTS = [
  "USER",
  "RESOURCE MONITOR",
  "WAREHOUSE",
  "COMPUTE POOL",
  "DATABASE",
  "INTEGRATION",
  "FAILOVER GROUP",
  "REPLICATION GROUP",
  "EXTERNAL VOLUME",
];
const replaced = { forcesReplacement: true } as const;

const bulk = (): Fields => ({
  inDatabase: reference(1, replaced),
  inSchema: reference(2, replaced),
  objectTypePlural: text({ required: true, ...replaced }),
});
const onSchemaObject = object(
  {
    all: object(bulk(), { ...replaced, rules: [exactlyOneOf("inDatabase", "inSchema")] }),
    future: object(bulk(), { ...replaced, rules: [exactlyOneOf("inDatabase", "inSchema")] }),
    objectName: reference(3, replaced),
    objectType: text(replaced),
  },
  { ...replaced, rules: [exactlyOneOf("objectName", "all", "future"), requiredWith("objectName", "objectType")] },
);
const onSchema = object(
  {
    allSchemasInDatabase: reference(1, replaced),
    futureSchemasInDatabase: reference(1, replaced),
    schemaName: reference(2, replaced),
  },
  { ...replaced, rules: [exactlyOneOf("schemaName", "allSchemasInDatabase", "futureSchemasInDatabase")] },
);

const privileges: Fields = {
  allPrivileges: flag({ default: false }),
  alwaysApply: flag({ default: false, pluginOnly: true }),
  alwaysApplyTrigger: text({ default: "", pluginOnly: true }),
  onSchema,
  onSchemaObject,
  privileges: set(text(), { min: 1 }),
  withGrantOption: flag({ default: false, ...replaced }),
};

/** The provider re-grants with every `up` where it is asked to. */
function always(_olds: Existing, news: Props): Record<string, ChangeKind> {
  return news.alwaysApply === true ? { alwaysApplyTrigger: "update" } : {};
}

export const grantPrivilegesToAccountRole: Row = {
  ...grantCommons,
  collection: "snowflake.grantToRole",
  fields: {
    ...privileges,
    accountRoleName: reference(1, { required: true, ...replaced }),
    onAccount: flag({ default: false, ...replaced }),
    onAccountObject: object(
      {
        objectName: reference(1, { required: true, ...replaced }),
        objectType: word(ACCOUNT_OBJECTS, { required: true, ...replaced }),
      },
      replaced,
    ),
  },
  rules: [
    exactlyOneOf("privileges", "allPrivileges"),
    exactlyOneOf("onAccount", "onAccountObject", "onSchema", "onSchemaObject"),
    wrongPrivileges,
  ],
  identity: { id: (inputs) => privilegesId(String(inputs.accountRoleName), inputs) },
  needs: (inputs) => needsOf(privilegesId(String(inputs.accountRoleName), inputs)),
  alsoChanged: always,
};

export const grantPrivilegesToDatabaseRole: Row = {
  ...grantCommons,
  collection: "snowflake.grantToDatabaseRole",
  fields: {
    ...privileges,
    databaseRoleName: reference(2, { required: true, ...replaced }),
    onDatabase: reference(1, replaced),
  },
  rules: [
    exactlyOneOf("privileges", "allPrivileges"),
    exactlyOneOf("onDatabase", "onSchema", "onSchemaObject"),
    wrongPrivileges,
  ],
  identity: { id: (inputs) => privilegesId(String(inputs.databaseRoleName), inputs) },
  needs: (inputs) => needsOf(privilegesId(String(inputs.databaseRoleName), inputs)),
  alsoChanged: always,
};

export const grantAccountRole: Row = {
  ...grantCommons,
  collection: "snowflake.roleGrant",
  fields: {
    parentRoleName: reference(1, replaced),
    roleName: reference(1, { required: true, ...replaced }),
    userName: reference(1, replaced),
  },
  rules: [exactlyOneOf("userName", "parentRoleName")],
  identity: { id: (inputs) => granteeId(inputs.roleName, inputs, { parentRoleName: "ROLE", userName: "USER" }) },
  needs: (inputs) => needsOf(granteeId(inputs.roleName, inputs, { parentRoleName: "ROLE", userName: "USER" })),
};

const PARENTS = { parentRoleName: "ROLE", parentDatabaseRoleName: "DATABASE ROLE", shareName: "SHARE" };

export const grantDatabaseRole: Row = {
  ...grantCommons,
  collection: "snowflake.databaseRoleGrant",
  fields: {
    databaseRoleName: reference(2, { required: true, ...replaced }),
    parentDatabaseRoleName: reference(2, replaced),
    parentRoleName: reference(1, replaced),
    shareName: reference(1, { ...replaced, notImitated: "there are no shares here" }),
  },
  rules: [exactlyOneOf("parentRoleName", "parentDatabaseRoleName", "shareName")],
  identity: { id: (inputs) => granteeId(inputs.databaseRoleName, inputs, PARENTS) },
  needs: (inputs) => needsOf(granteeId(inputs.databaseRoleName, inputs, PARENTS)),
};

/** `"role"|ROLE|"parent"`. */
function granteeId(role: unknown, inputs: Props, kinds: Readonly<Record<string, string>>): string {
  const field = Object.keys(kinds).find((name) => isPresent(inputs[name])) ?? "";
  return [requalified(String(role)), kinds[field] ?? "", requalified(asText(inputs[field]) ?? "")].join("|");
}
