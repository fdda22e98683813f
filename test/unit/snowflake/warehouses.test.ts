import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { snowflakePlugin } from "../../../sandbox/snowflake/plugin";
import { Driver, sandboxContext, tamper } from "../table/support";

const WAREHOUSE = "snowflake:index/warehouse:Warehouse";
const MONITOR = "snowflake:index/resourceMonitor:ResourceMonitor";
const login = { accountName: "a", organizationName: "o", user: "u", password: "p" };

async function open(args = {}) {
  const context = sandboxContext();
  return { context, driver: await Driver.open(snowflakePlugin(context), { ...login, ...args }) };
}

describe("a warehouse", () => {
  it("is made with the provider's id, and shows what Snowflake filled in", async () => {
    const { driver, context } = await open();
    const made = await driver.create(WAREHOUSE, { name: "COMPUTE_WH", warehouseSize: "medium", autoSuspend: 60 });
    expect(made.id).toBe("COMPUTE_WH");
    expect(made.outputs).toMatchObject({
      name: "COMPUTE_WH",
      fullyQualifiedName: '"COMPUTE_WH"',
      warehouseSize: "medium",
      autoResume: "default",
      maxClusterCount: 1,
      statementTimeoutInSeconds: 172800,
      showOutputs: [{ name: "COMPUTE_WH", state: "STARTED", autoResume: true, owner: "ACCOUNTADMIN" }],
    });
    expect(context.world.collection("snowflake.warehouse").get("COMPUTE_WH")).toMatchObject({
      size: "medium",
      auto_suspend: 60,
      auto_resume: true,
    });
    expect(await driver.drift(made)).toEqual({});
  });

  it("takes a name from the resource's where the program gives none, and keeps it", async () => {
    const { driver } = await open();
    const made = await driver.create(WAREHOUSE, {});
    expect(made.inputs.name).toMatch(/^thing-[0-9a-f]{7}$/);
    expect(await driver.changes(made, {})).toEqual({});
  });

  it("shows a change behind Pulumi's back with its path, set or unset, and an update mends it", async () => {
    const { driver, context } = await open();
    const inputs = { name: "WH", autoSuspend: 60 };
    const made = await driver.create(WAREHOUSE, inputs);
    tamper(context, "snowflake.warehouse", "WH", { auto_suspend: 3600, auto_resume: false, comment: "by hand" });
    const found = await driver.read(made);
    expect(found?.inputs).toMatchObject({ autoSuspend: 3600, autoResume: "false", comment: "by hand" });
    expect(await driver.drift(made)).toEqual({ autoSuspend: "update", autoResume: "update", comment: "delete" });
    const mended = await driver.update(found ?? made, inputs);
    expect(await driver.drift(mended)).toEqual({});
    expect(context.world.collection("snowflake.warehouse").get("WH")).not.toHaveProperty("comment");
  });

  it("takes another spelling for no change", async () => {
    const { driver } = await open();
    const made = await driver.create(WAREHOUSE, { name: "WH", warehouseSize: "X-SMALL", scalingPolicy: "economy" });
    expect(await driver.changes(made, { name: '"WH"', warehouseSize: "xsmall", scalingPolicy: "ECONOMY" })).toEqual({});
  });

  it("is replaced when its size is taken away, and never looks at initiallySuspended again", async () => {
    const { driver } = await open();
    const made = await driver.create(WAREHOUSE, { name: "WH", warehouseSize: "SMALL", initiallySuspended: true });
    expect(await driver.changes(made, { name: "WH", initiallySuspended: false })).toEqual({
      warehouseSize: "delete-replace",
    });
    const difference = await driver.diff(made, await driver.checked(WAREHOUSE, { name: "WH" }));
    expect(difference.deleteBeforeReplace).toBe(true);
  });

  it("names every mistake at once, with what is allowed", async () => {
    const { driver } = await open();
    const mistakes = await driver.mistakes(WAREHOUSE, {
      name: "a.b",
      warehosueSize: "SMALL",
      warehouseType: "HUGE",
      autoSuspend: "soon",
      minClusterCount: 3,
      maxClusterCount: 2,
      statementTimeoutInSeconds: 700_000,
    });
    expect(mistakes).toEqual([
      'warehosueSize: is not an input; did you mean "warehouseSize"?',
      'name: must not contain ".", which the provider takes for a separator',
      'autoSuspend: must be a whole number, not "soon"',
      "statementTimeoutInSeconds: must be at most 604800, not 700000",
      'warehouseType: must be one of STANDARD, SNOWPARK-OPTIMIZED, not "HUGE"',
      "minClusterCount: must be at most maxClusterCount, which is 2, not 3",
    ]);
  });

  it("needs its resource monitor, and an account administrator to have one", async () => {
    const { driver, context } = await open();
    const inputs = { name: "WH", resourceMonitor: "MON" };
    await expect(driver.create(WAREHOUSE, inputs)).rejects.toThrow(
      "002003 (02000): SQL compilation error: Resource monitor 'MON' does not exist or not authorized.",
    );
    await driver.create(MONITOR, { name: "MON", creditQuota: 100 });
    await driver.create(WAREHOUSE, inputs);
    const sysadmin = await Driver.open(snowflakePlugin(context), { ...login, role: "SYSADMIN" });
    await expect(sysadmin.create(WAREHOUSE, { ...inputs, name: "WH2" })).rejects.toThrow("003001 (42501)");
  });

  it("is refused where it exists already", async () => {
    const { driver } = await open();
    await driver.create(WAREHOUSE, { name: "WH" });
    await expect(driver.create(WAREHOUSE, { name: "WH" })).rejects.toThrow("Object 'WH' already exists.");
  });

  it("is lost to Pulumi when it is renamed, which is said", async () => {
    const { driver, context } = await open();
    const made = await driver.create(WAREHOUSE, { name: "OLD" });
    const renamed = await driver.update(made, { name: "NEW" });
    expect(driver.warnings).toEqual(["renamed to NEW; Pulumi keeps the id OLD, and the next refresh will not find it"]);
    expect(await driver.read(renamed)).toBeUndefined();
    expect(context.world.collection("snowflake.warehouse").get("NEW")).toBeDefined();
  });

  it("is previewed without a trace, with what only Snowflake can tell unknown", async () => {
    const { driver, context } = await open();
    const planned = await driver.create(WAREHOUSE, { name: "WH", comment: UNKNOWN }, { preview: true });
    expect(planned.outputs).toMatchObject({
      name: "WH",
      comment: UNKNOWN,
      fullyQualifiedName: UNKNOWN,
      maxClusterCount: UNKNOWN,
    });
    expect(context.world.counts()).toEqual({});
  });

  it("is deleted once, and again without complaint", async () => {
    const { driver } = await open();
    const made = await driver.create(WAREHOUSE, { name: "WH" });
    await driver.delete(made);
    await driver.delete(made);
    expect(await driver.drift(made)).toBe("gone");
    await expect(driver.update(made, { name: "WH", comment: "x" })).rejects.toThrow("Warehouse 'WH' does not exist");
  });
});

describe("a resource monitor", () => {
  it("takes five notifications and one of each suspension, and not triggers alone", async () => {
    const { driver } = await open();
    expect(
      await driver.mistakes(MONITOR, { name: "M", notifyTriggers: [1, 2, 3, 4, 5, 6], suspendTrigger: 0 }),
    ).toEqual([
      "notifyTriggers: must be at most 5 long, not 6",
      "suspendTrigger: must be at least 1, not 0",
      "creditQuota: is required: Snowflake can't make a monitor of triggers alone",
    ]);
    expect(await driver.mistakes(MONITOR, { name: "M", creditQuota: 1, frequency: "MONTHLY" })).toEqual([
      'startTimestamp: is required with "frequency"',
    ]);
  });

  it("is replaced when its last trigger goes, or its name changes", async () => {
    const { driver } = await open();
    const made = await driver.create(MONITOR, {
      name: "M",
      creditQuota: 1,
      notifyTriggers: [75, 90],
      suspendTrigger: 100,
    });
    expect(await driver.changes(made, { name: "M", creditQuota: 1, notifyTriggers: [90, 75] })).toEqual({
      suspendTrigger: "delete",
    });
    expect(await driver.changes(made, { name: "M", creditQuota: 1 })).toEqual({
      notifyTriggers: "delete-replace",
      suspendTrigger: "delete-replace",
    });
    expect(await driver.changes(made, { ...made.inputs, name: "N" })).toEqual({ name: "update-replace" });
  });

  it("is for account administrators", async () => {
    const { driver } = await open({ role: "SYSADMIN" });
    await expect(driver.create(MONITOR, { name: "M", creditQuota: 1 })).rejects.toThrow("Insufficient privileges");
  });
});
