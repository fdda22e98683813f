import { beforeEach, describe, expect, it } from "vitest";
import { snowflakePlugin } from "../../../sandbox/snowflake/plugin";
import { Driver, sandboxContext, tamper } from "../table/support";

const type = (name: string) => `snowflake:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const TO_ROLE = type("GrantPrivilegesToAccountRole");
const TO_DATABASE_ROLE = type("GrantPrivilegesToDatabaseRole");
const GRANT_ROLE = type("GrantAccountRole");
const GRANT_DATABASE_ROLE = type("GrantDatabaseRole");
const login = { accountName: "a", organizationName: "o", user: "u", password: "p" };

let context: ReturnType<typeof sandboxContext>;
let driver: Driver;

beforeEach(async () => {
  context = sandboxContext();
  driver = await Driver.open(snowflakePlugin(context), login);
  await driver.create(type("AccountRole"), { name: "R" });
  await driver.create(type("Database"), { name: "DB" });
  await driver.create(type("DatabaseRole"), { database: "DB", name: "READ" });
  await driver.create(type("Warehouse"), { name: "WH" });
});

describe("a grant of privileges", () => {
  it.each([
    [{ onAccount: true, privileges: ["CREATE USER"] }, '"R"|false|false|CREATE USER|OnAccount'],
    [
      { onAccountObject: { objectType: "database", objectName: "DB" }, allPrivileges: true },
      '"R"|false|false|ALL|OnAccountObject|DATABASE|"DB"',
    ],
    [
      { onSchema: { schemaName: "DB.PUBLIC" }, privileges: ["USAGE", "CREATE TABLE"], withGrantOption: true },
      '"R"|true|false|USAGE,CREATE TABLE|OnSchema|OnSchema|"DB"."PUBLIC"',
    ],
    [
      { onSchema: { futureSchemasInDatabase: "DB" }, privileges: ["USAGE"] },
      '"R"|false|false|USAGE|OnSchema|OnFutureSchemasInDatabase|"DB"',
    ],
    [
      { onSchemaObject: { objectType: "VIEW", objectName: "DB.PUBLIC.V" }, privileges: ["SELECT"] },
      '"R"|false|false|SELECT|OnSchemaObject|OnObject|VIEW|"DB"."PUBLIC"."V"',
    ],
    [
      { onSchemaObject: { future: { objectTypePlural: "TABLES", inSchema: "DB.PUBLIC" } }, privileges: ["SELECT"] },
      '"R"|false|false|SELECT|OnSchemaObject|OnFuture|TABLES|InSchema|"DB"."PUBLIC"',
    ],
    [
      { onSchemaObject: { all: { objectTypePlural: "TABLES", inDatabase: "DB" } }, privileges: ["SELECT"] },
      '"R"|false|false|SELECT|OnSchemaObject|OnAll|TABLES|InDatabase|"DB"',
    ],
  ])("%j has the provider's id", async (on, id) => {
    const made = await driver.create(TO_ROLE, { accountRoleName: "R", ...on });
    expect(made.id).toBe(id);
    expect(await driver.drift(made)).toEqual({});
  });

  it("to a database role has an id of its own kind", async () => {
    const made = await driver.create(TO_DATABASE_ROLE, {
      databaseRoleName: "DB.READ",
      onDatabase: "DB",
      privileges: ["USAGE"],
    });
    expect(made.id).toBe('"DB"."READ"|false|false|USAGE|OnDatabase|"DB"');
  });

  it("shows a privilege that was revoked, and changes privileges in place", async () => {
    const inputs = {
      accountRoleName: "R",
      onAccountObject: { objectType: "WAREHOUSE", objectName: "WH" },
      privileges: ["USAGE", "OPERATE"],
    };
    const made = await driver.create(TO_ROLE, inputs);
    tamper(context, "snowflake.grantToRole", made.id, { privileges: ["OPERATE"] });
    expect(await driver.drift(made)).toEqual({ "privileges[1]": "add" });
    expect(await driver.changes(made, { ...inputs, privileges: ["OPERATE", "USAGE", "MONITOR"] })).toEqual({
      "privileges[2]": "add",
    });
    const more = await driver.update(made, { ...inputs, privileges: ["USAGE", "OPERATE", "MONITOR"] });
    expect(await driver.drift(more)).toEqual({});
    expect(await driver.changes(made, { ...inputs, withGrantOption: true })).toEqual({
      withGrantOption: "update-replace",
    });
  });

  it("is granted again with every up where it is asked to", async () => {
    const inputs = { accountRoleName: "R", onAccount: true, allPrivileges: true, alwaysApply: true };
    const made = await driver.create(TO_ROLE, inputs);
    expect(await driver.changes(made, inputs)).toEqual({ alwaysApplyTrigger: "update" });
  });

  it("needs the role and the object", async () => {
    const on = { onAccountObject: { objectType: "WAREHOUSE", objectName: "NO" }, privileges: ["USAGE"] };
    await expect(driver.create(TO_ROLE, { accountRoleName: "R", ...on })).rejects.toThrow(
      "Warehouse 'NO' does not exist",
    );
    await expect(driver.create(TO_ROLE, { accountRoleName: "X", ...on })).rejects.toThrow("Role 'X' does not exist");
    await expect(
      driver.create(TO_ROLE, { accountRoleName: "SYSADMIN", onAccount: true, privileges: ["CREATE USER"] }),
    ).resolves.toBeDefined();
  });

  it("is on one thing, of privileges that this thing has", async () => {
    expect(
      await driver.mistakes(TO_ROLE, {
        accountRoleName: "R",
        onAccount: true,
        onSchemaObject: { future: { objectTypePlural: "TABLES", inSchema: "DB.PUBLIC", inDatabase: "DB" } },
        privileges: ["select", "OWNERSHIP", "USAGE"],
        allPrivileges: true,
      }),
    ).toEqual([
      'onSchemaObject.future.inSchema: conflicts with "inDatabase"; give only one of "inDatabase", "inSchema"',
      'allPrivileges: conflicts with "privileges"; give only one of "privileges", "allPrivileges"',
      'onSchemaObject: conflicts with "onAccount"; give only one of "onAccount", "onAccountObject", "onSchema", "onSchemaObject"',
      "privileges[0]: must be upper-case, not select",
      "privileges[1]: OWNERSHIP is granted with GrantOwnership",
      "privileges[2]: USAGE is no privilege on TABLE",
    ]);
  });
});

describe("a grant of a role", () => {
  it("goes to a role or a user that is there, twice without complaint, and goes with either", async () => {
    const parent = await driver.create(type("AccountRole"), { name: "PARENT" });
    const inputs = { roleName: "R", parentRoleName: "PARENT" };
    const made = await driver.create(GRANT_ROLE, inputs);
    expect(made.id).toBe('"R"|ROLE|"PARENT"');
    await driver.create(GRANT_ROLE, inputs);
    await expect(driver.create(GRANT_ROLE, { roleName: "R", userName: "NOBODY" })).rejects.toThrow(
      "User 'NOBODY' does not exist",
    );
    await driver.delete(parent);
    expect(await driver.drift(made)).toBe("gone");
    expect(await driver.mistakes(GRANT_ROLE, { roleName: "R" })).toEqual([
      'userName: one of "userName", "parentRoleName" is required',
    ]);
  });

  it("of a database goes to an account role or another of its database", async () => {
    await driver.create(type("DatabaseRole"), { database: "DB", name: "WRITE" });
    const made = await driver.create(GRANT_DATABASE_ROLE, {
      databaseRoleName: "DB.READ",
      parentDatabaseRoleName: "DB.WRITE",
    });
    expect(made.id).toBe('"DB"."READ"|DATABASE ROLE|"DB"."WRITE"');
    expect(await driver.mistakes(GRANT_DATABASE_ROLE, { databaseRoleName: "READ", parentRoleName: "R" })).toEqual([
      'databaseRoleName: must be an identifier of 2 parts, e.g. "A"."B"',
    ]);
  });
});
