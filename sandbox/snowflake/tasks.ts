import type { Mistake, Props, Value } from "../plugin/types";
import { flag, integer, object, set, text } from "../table/field";
import type { Need, Row } from "../table/row";
import { conflictsWith, exactlyOneOf } from "../table/rules";
import { asList, asText, isPresent } from "../table/value";
import type { Json } from "../world/world";
import { booleanText } from "./field";
import { name, reference, requalified } from "./identifier";
import { missing, needed, snowflakeObject } from "./object";
import { sessionParameters, taskParameters } from "./parameters";

const LONGEST_INTERVAL = 11_520;

export const task: Row = snowflakeObject({
  kind: "Task",
  level: "schema",
  collection: "snowflake.task",
  fields: {
    ...sessionParameters,
    ...taskParameters,
    name: name({ autoname: true, forcesReplacement: true }),
    afters: set(reference(3), { as: "predecessors" }),
    allowOverlappingExecution: booleanText("false"),
    comment: text(),
    config: text({ valid: validJson }),
    database: name({ required: true, forcesReplacement: true, as: "database_name" }),
    errorIntegration: reference(1),
    finalize: reference(3, { as: "finalized_root_task" }),
    schedule: object(
      { minutes: integer({ min: 1, max: LONGEST_INTERVAL }), usingCron: text({ valid: validCron }) },
      { rules: [exactlyOneOf("minutes", "usingCron")], codec: { toVendor: scheduleText, fromVendor: scheduleParts } },
    ),
    schema: name({ required: true, forcesReplacement: true, as: "schema_name" }),
    sqlStatement: text({ required: true, min: 1, as: "definition" }),
    started: flag({
      required: true,
      as: "state",
      codec: { toVendor: (on) => (on === true ? "started" : "suspended"), fromVendor: (state) => state === "started" },
    }),
    warehouse: reference(1),
    when: text({ as: "condition" }),
  },
  rules: [
    conflictsWith("warehouse", "userTaskManagedInitialWarehouseSize"),
    conflictsWith("schedule", "finalize", "afters"),
    conflictsWith("finalize", "afters"),
    startable,
  ],
  needs: (inputs) => [
    ...needed("Warehouse", "snowflake.warehouse", inputs.warehouse),
    ...asList(inputs.afters).flatMap(neededTask),
    ...neededTask(inputs.finalize),
  ],
  show: [
    "name",
    "databaseName",
    "schemaName",
    "state",
    "schedule",
    "warehouse",
    "definition",
    "condition",
    "predecessors",
    "comment",
    "createdOn",
    "owner",
  ],
});

function neededTask(given: Value | undefined): Need[] {
  const id = asText(given);
  return id === undefined ? [] : [{ collection: "snowflake.task", id: requalified(id), refusal: missing("Task", id) }];
}

/** A task that nothing sets off can't be resumed. */
function startable(inputs: Props): Mistake[] {
  const triggers = ["schedule", "afters", "finalize", "when"];
  if (inputs.started !== true || triggers.some((name) => isPresent(inputs[name]))) return [];
  return [
    {
      property: "started",
      reason: `can only be true with one of ${triggers.join(", ")}: nothing else sets the task off`,
    },
  ];
}

/** `5 MINUTE` or `USING CRON 0 9 * * * UTC`, as SHOW TASKS has it. */
function scheduleText(value: Json): Json {
  const { minutes, usingCron } = value as { minutes?: number; usingCron?: string };
  return minutes === undefined ? `USING CRON ${usingCron}` : `${minutes} MINUTE`;
}

function scheduleParts(stored: Json): Json {
  const schedule = String(stored);
  if (schedule.startsWith("USING CRON ")) return { usingCron: schedule.slice("USING CRON ".length) };
  return { minutes: Number.parseInt(schedule, 10) };
}

function validCron(value: string): string | undefined {
  const fields = value.trim().split(/\s+/);
  if (fields.length === 6) return undefined;
  return `must be five cron fields and a time zone, e.g. "0 9 * * * UTC"; it has ${fields.length} parts`;
}

function validJson(value: string): string | undefined {
  try {
    JSON.parse(value);
    return undefined;
  } catch {
    return "must be JSON";
  }
}
