import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { snowflakePlugin } from "../../../sandbox/snowflake/plugin";
import { Driver, sandboxContext, tamper } from "../table/support";

const type = (name: string) => `snowflake:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const DATABASE = type("Database");
const SCHEMA = type("Schema");
const ROLE = type("AccountRole");
const DATABASE_ROLE = type("DatabaseRole");
const USER = type("ServiceUser");
const TAG = type("Tag");
const TASK = type("Task");
const WAREHOUSE = type("Warehouse");
const login = { accountName: "a", organizationName: "o", user: "u", password: "p" };

async function open(args = {}, accounts = {}) {
  const context = sandboxContext(accounts);
  const plugin = snowflakePlugin(context);
  return { context, plugin, driver: await Driver.open(plugin, { ...login, ...args }) };
}

describe("a database", () => {
  it("comes with PUBLIC, which a schema of that name takes over", async () => {
    const { driver, context } = await open();
    await driver.create(DATABASE, { name: "DB" });
    expect(
      context.world
        .collection("snowflake.schema")
        .list()
        .map(({ id }) => id),
    ).toEqual(['"DB"."PUBLIC"']);
    const made = await driver.create(SCHEMA, { database: "DB", name: "PUBLIC", comment: "ours" });
    expect(await driver.drift(made)).toEqual({});
    await driver.create(DATABASE, { name: "BARE", dropPublicSchemaOnCreation: true });
    expect(context.world.counts()["snowflake.schema"]).toBe(1);
  });

  it("takes with it its schemas, and what is in those and granted on them", async () => {
    const { driver, context } = await open();
    const database = await driver.create(DATABASE, { name: "DB" });
    const schema = await driver.create(SCHEMA, { database: "DB", name: "RAW" });
    expect(schema).toMatchObject({ id: '"DB"."RAW"', outputs: { fullyQualifiedName: '"DB"."RAW"' } });
    await driver.create(ROLE, { name: "LOADER" });
    await driver.create(DATABASE_ROLE, { database: "DB", name: "READ" });
    await driver.create(TAG, { database: "DB", schema: "RAW", name: "OWNER", allowedValues: ["b", "a"] });
    await driver.create(type("GrantPrivilegesToAccountRole"), {
      accountRoleName: "LOADER",
      privileges: ["USAGE"],
      onSchema: { schemaName: '"DB"."RAW"' },
    });
    await driver.create(type("GrantDatabaseRole"), { databaseRoleName: '"DB"."READ"', parentRoleName: "LOADER" });
    await driver.delete(database);
    expect(context.world.counts()).toEqual({ "snowflake.role": 1 });
  });

  it("is not renamed under its schemas", async () => {
    const { driver } = await open();
    const database = await driver.create(DATABASE, { name: "DB" });
    await expect(driver.update(database, { name: "OTHER" })).rejects.toThrow("does not imitate renaming DB");
  });

  it("that is transient has a day of time travel at most", async () => {
    const { driver } = await open();
    expect(await driver.mistakes(DATABASE, { name: "DB", isTransient: true, dataRetentionTimeInDays: 7 })).toEqual([
      "dataRetentionTimeInDays: must be 0 or 1 for what is transient, not 7",
    ]);
  });
});

describe("a schema", () => {
  it("needs its database, and is replaced, name first, when it moves to another", async () => {
    const { driver } = await open();
    await expect(driver.create(SCHEMA, { database: "DB", name: "RAW" })).rejects.toThrow(
      "Database 'DB' does not exist",
    );
    await driver.create(DATABASE, { name: "DB" });
    const made = await driver.create(SCHEMA, { database: "DB", name: "RAW", withManagedAccess: "true" });
    expect(
      await driver.diff(
        made,
        await driver.checked(SCHEMA, { ...made.inputs, database: "OTHER", isTransient: undefined }),
      ),
    ).toEqual({
      changes: { database: "update-replace" },
      deleteBeforeReplace: true,
    });
    await expect(driver.create(SCHEMA, { database: "DB", name: "RAW" })).rejects.toThrow(
      "Object 'DB.RAW' already exists.",
    );
  });
});

describe("a service user", () => {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 })
    .publicKey.export({ format: "der", type: "spki" })
    .toString("base64");

  it("logs in with an RSA key on one line", async () => {
    const { driver } = await open();
    const made = await driver.create(USER, { name: "LOADER", rsaPublicKey: key, defaultRole: "NOT_THERE_YET" });
    expect(made.outputs).toMatchObject({ userType: "SERVICE", showOutputs: [{ hasRsaPublicKey: true }] });
    expect(await driver.drift(made)).toEqual({});
    const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ format: "der", type: "spki" });
    expect(
      await driver.mistakes(USER, {
        name: "LOADER",
        rsaPublicKey: `-----BEGIN PUBLIC KEY-----\n${key}`,
        rsaPublicKey2: short.toString("base64"),
      }),
    ).toEqual([
      "rsaPublicKey: must be on one line, without header and trailer",
      "rsaPublicKey2: must be an RSA key of at least 2048 bits",
    ]);
    expect(await driver.mistakes(USER, { name: "LOADER", rsaPublicKey: "AAAA" })).toEqual([
      "rsaPublicKey: must be the base64 text of a public key (SubjectPublicKeyInfo)",
    ]);
  });

  it("shows a parameter that somebody set, though the program says nothing of it", async () => {
    const { driver, context } = await open();
    const made = await driver.create(USER, { name: "LOADER" });
    tamper(context, "snowflake.user", "LOADER", { statement_timeout_in_seconds: 10 });
    expect(await driver.drift(made)).toEqual({ statementTimeoutInSeconds: "delete" });
  });
});

describe("a task", () => {
  async function withSchema() {
    const opened = await open();
    await opened.driver.create(DATABASE, { name: "DB" });
    await opened.driver.create(WAREHOUSE, { name: "WH" });
    return opened;
  }
  const task = { database: "DB", schema: "PUBLIC", name: "REFRESH", sqlStatement: "SELECT 1", started: true };

  it("is kept as SHOW TASKS has it", async () => {
    const { driver, context } = await withSchema();
    const made = await driver.create(TASK, { ...task, warehouse: "WH", schedule: { usingCron: "0 9 * * * UTC" } });
    expect(made.id).toBe('"DB"."PUBLIC"."REFRESH"');
    expect(context.world.collection("snowflake.task").get(made.id)).toMatchObject({
      state: "started",
      schedule: "USING CRON 0 9 * * * UTC",
      definition: "SELECT 1",
    });
    expect(await driver.drift(made)).toEqual({});
    tamper(context, "snowflake.task", made.id, { state: "suspended", schedule: "5 MINUTE" });
    expect(await driver.drift(made)).toEqual({
      started: "update",
      "schedule.minutes": "delete",
      "schedule.usingCron": "add",
    });
  });

  it("follows tasks that are there, on a warehouse that is there", async () => {
    const { driver } = await withSchema();
    const after = { ...task, name: "NEXT", afters: ['"DB"."PUBLIC"."REFRESH"'] };
    await expect(driver.create(TASK, after)).rejects.toThrow("Task 'DB.PUBLIC.REFRESH' does not exist");
    await expect(driver.create(TASK, { ...task, schedule: { minutes: 5 }, warehouse: "NO" })).rejects.toThrow(
      "Warehouse 'NO'",
    );
    await driver.create(TASK, { ...task, schedule: { minutes: 5 } });
    await driver.create(TASK, after);
  });

  it("is set off by something, by one thing only", async () => {
    const { driver } = await open();
    expect(await driver.mistakes(TASK, task)).toEqual([
      "started: can only be true with one of schedule, afters, finalize, when: nothing else sets the task off",
    ]);
    expect(
      await driver.mistakes(TASK, {
        ...task,
        afters: ["A.B.C"],
        schedule: { minutes: 5, usingCron: "9 * * *" },
        config: "{",
        warehouse: "WH",
        userTaskManagedInitialWarehouseSize: "SMALL",
      }),
    ).toEqual([
      "config: must be JSON",
      'schedule.usingCron: must be five cron fields and a time zone, e.g. "0 9 * * * UTC"; it has 4 parts',
      'schedule.usingCron: conflicts with "minutes"; give only one of "minutes", "usingCron"',
      'warehouse: conflicts with "userTaskManagedInitialWarehouseSize"',
      'schedule: conflicts with "afters"',
    ]);
  });
});

describe("Snowflake's login", () => {
  const accounts = { "snowflake-private-key": "right-key\n" };
  const keyPair = { password: undefined, privateKey: "right-key", authenticator: "SNOWFLAKE_JWT" };

  it("takes the key that the account knows", async () => {
    const create = async (args: object) => (await open(args, accounts)).driver.create(ROLE, { name: "R" });
    await expect(create(keyPair)).resolves.toBeDefined();
    await expect(create({ ...keyPair, privateKey: "wrong-key" })).rejects.toThrow(
      "390144 (08004): JWT token is invalid.",
    );
    await expect(create({ ...keyPair, authenticator: undefined })).rejects.toThrow('"SNOWFLAKE_JWT"');
    await expect(create({ ...keyPair, privateKey: undefined })).rejects.toThrow("260002: password is empty");
    await expect(create({ ...keyPair, user: undefined })).rejects.toThrow("260001: user is empty");
    await expect(create({ ...keyPair, accountName: undefined })).rejects.toThrow("260000: account is empty");
  });

  it("waits for a key that a preview doesn't know yet", async () => {
    const { driver } = await open({ ...keyPair, privateKey: UNKNOWN }, accounts);
    await expect(driver.create(ROLE, { name: "R" }, { preview: true })).resolves.toBeDefined();
  });

  it("has its arguments checked", async () => {
    const { plugin } = await open();
    expect(plugin.checkConfig?.({ accountNam: "a", password: "p", privateKey: "k", authenticator: "JWT" })).toEqual([
      { property: "accountNam", reason: 'is not an input; did you mean "accountName"?' },
      { property: "authenticator", reason: expect.stringMatching(/^must be one of SNOWFLAKE, .*, not "JWT"$/) },
      { property: "password", reason: 'conflicts with "privateKey"' },
    ]);
  });

  it("takes arguments as Pulumi sends them, numbers as text and texts decoded", async () => {
    const { plugin } = await open();
    const args = { ...login, clientTimeout: "60", validateDefaultParameters: true, previewFeaturesEnabled: ["a"] };
    expect(plugin.checkConfig?.(args)).toEqual([]);
    expect(plugin.checkConfig?.({ clientTimeout: "soon" })).toEqual([
      { property: "clientTimeout", reason: 'must be a whole number, not "soon"' },
    ]);
  });

  it("says which role it has", async () => {
    const { plugin } = await open();
    const invoke = plugin.invokes?.["snowflake:index/getCurrentRole:getCurrentRole"];
    const connection = await plugin.configure({ ...login, role: "SYSADMIN" }, { urn: "u", name: "n" });
    const call = { preview: false, signal: new AbortController().signal };
    expect((await invoke?.(connection, {}, call))?.outputs).toEqual({ id: "SYSADMIN", name: "SYSADMIN" });
  });
});
