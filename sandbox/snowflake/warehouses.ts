import type { ChangeKind, Existing, Mistake, Props } from "../plugin/types";
import { flag, integer, set, text } from "../table/field";
import type { Moment, Row } from "../table/row";
import { requiredWith } from "../table/rules";
import { asList, asNumber, isPresent } from "../table/value";
import { booleanText, size, word } from "./field";
import { name, reference } from "./identifier";
import { currentRole, needed, snowflakeObject, stamped } from "./object";

const TRIGGERS = ["notifyTriggers", "suspendTrigger", "suspendImmediateTrigger"];

export const warehouse: Row = snowflakeObject({
  kind: "Warehouse",
  level: "account",
  collection: "snowflake.warehouse",
  fields: {
    name: name({ autoname: true }),
    autoResume: booleanText("true"),
    autoSuspend: integer({ min: 0, unsetAs: -1, vendorDefault: 600 }),
    comment: text(),
    enableQueryAcceleration: booleanText("false"),
    initiallySuspended: flag({ pluginOnly: true, createOnly: true }),
    maxClusterCount: integer({ min: 1, vendorDefault: 1 }),
    maxConcurrencyLevel: integer({ min: 1, vendorDefault: 8 }),
    minClusterCount: integer({ min: 1, vendorDefault: 1 }),
    queryAccelerationMaxScaleFactor: integer({ min: 0, max: 100, unsetAs: -1, vendorDefault: 8 }),
    resourceMonitor: reference(1),
    scalingPolicy: word(["STANDARD", "ECONOMY"], { vendorDefault: "STANDARD" }),
    statementQueuedTimeoutInSeconds: integer({ min: 0, vendorDefault: 0 }),
    statementTimeoutInSeconds: integer({ min: 0, max: 604_800, vendorDefault: 172_800 }),
    warehouseSize: size("X-SMALL", { as: "size" }),
    warehouseType: word(["STANDARD", "SNOWPARK-OPTIMIZED"], { as: "type", vendorDefault: "STANDARD" }),
  },
  rules: [clustersInOrder],
  needs: (inputs) => needed("Resource monitor", "snowflake.resourceMonitor", inputs.resourceMonitor),
  refuses: (at) => (isPresent(at.inputs.resourceMonitor) ? refusedToOthers(at) : undefined),
  facts: (at) => ({
    ...stamped(at),
    state: at.before?.state ?? (at.inputs.initiallySuspended ? "SUSPENDED" : "STARTED"),
  }),
  show: [
    "name",
    "state",
    "type",
    "size",
    "minClusterCount",
    "maxClusterCount",
    "scalingPolicy",
    "autoSuspend",
    "autoResume",
    "resourceMonitor",
    "comment",
    "enableQueryAcceleration",
    "queryAccelerationMaxScaleFactor",
    "createdOn",
    "owner",
  ],
  alsoChanged: sizeRemoved,
});

export const resourceMonitor: Row = snowflakeObject({
  kind: "Resource monitor",
  level: "account",
  collection: "snowflake.resourceMonitor",
  fields: {
    name: name({ autoname: true, forcesReplacement: true }),
    creditQuota: integer({ min: 1 }),
    endTimestamp: text({ as: "end_time" }),
    frequency: word(["MONTHLY", "DAILY", "WEEKLY", "YEARLY", "NEVER"]),
    // Snowflake takes five notifications and one of each suspension; it doesn't ask for an order between them.
    notifyTriggers: set(integer({ min: 1 }), { as: "notify_at", max: 5 }),
    notifyUsers: set(reference(1)),
    startTimestamp: text({ as: "start_time" }),
    suspendImmediateTrigger: integer({ min: 1, as: "suspend_immediate_at" }),
    suspendTrigger: integer({ min: 1, as: "suspend_at" }),
  },
  rules: [requiredWith("frequency", "startTimestamp"), requiredWith("startTimestamp", "frequency"), notOnlyTriggers],
  needs: (inputs) => asList(inputs.notifyUsers).flatMap((user) => needed("User", "snowflake.user", user)),
  refuses: refusedToOthers,
  facts: (at) => ({ ...stamped(at), level: at.before?.level ?? null, used_credits: at.before?.used_credits ?? 0 }),
  show: [
    "name",
    "creditQuota",
    "usedCredits",
    "frequency",
    "startTime",
    "endTime",
    "suspendAt",
    "suspendImmediateAt",
    "createdOn",
    "owner",
  ],
  alsoChanged: lastTriggerRemoved,
});

function clustersInOrder(inputs: Props): Mistake[] {
  const least = asNumber(inputs.minClusterCount) ?? 1;
  const most = isPresent(inputs.maxClusterCount) ? asNumber(inputs.maxClusterCount) : 1;
  if (most === undefined || least <= most) return [];
  return [{ property: "minClusterCount", reason: `must be at most maxClusterCount, which is ${most}, not ${least}` }];
}

function notOnlyTriggers(inputs: Props): Mistake[] {
  const others = ["creditQuota", "frequency", "startTimestamp", "endTimestamp", "notifyUsers"];
  const hasTrigger = TRIGGERS.some((name) => isPresent(inputs[name]));
  if (!hasTrigger || others.some((name) => isPresent(inputs[name]))) return [];
  return [{ property: "creditQuota", reason: `is required: Snowflake can't make a monitor of triggers alone` }];
}

/** Removing the size from the configuration recreates the warehouse (the provider's documentation). */
function sizeRemoved(olds: Existing, news: Props): Record<string, ChangeKind> {
  const removed = isPresent(olds.inputs.warehouseSize) && !isPresent(news.warehouseSize);
  return removed ? { warehouseSize: "delete-replace" } : {};
}

/** A monitor can't lose its last trigger, so the provider replaces it. */
function lastTriggerRemoved(olds: Existing, news: Props): Record<string, ChangeKind> {
  const had = TRIGGERS.filter((name) => isPresent(olds.inputs[name]));
  if (had.length === 0 || TRIGGERS.some((name) => isPresent(news[name]))) return {};
  return Object.fromEntries(had.map((name) => [name, "delete-replace"]));
}

/** Monitors are made, changed and assigned by account administrators only. */
function refusedToOthers(at: Moment): string | undefined {
  const role = currentRole(at);
  if (role === "ACCOUNTADMIN") return undefined;
  return `003001 (42501): SQL access control error: Insufficient privileges to operate on resource monitors with role '${role}'; ACCOUNTADMIN is needed.`;
}
