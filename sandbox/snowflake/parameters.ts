import { type Field, type Fields, flag, integer, text } from "../table/field";
import { size, word } from "./field";

/**
 * Snowflake's parameters with their defaults (docs.snowflake.com/en/sql-reference/parameters). A value that an account, a
 * database or a schema hands down to what is in it is not imitated: each object has its own or the default.
 */

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"];
const TIMESTAMP_TYPES = ["TIMESTAMP_LTZ", "TIMESTAMP_NTZ", "TIMESTAMP_TZ"];
const GEO_FORMATS = ["GeoJSON", "WKT", "WKB", "EWKT", "EWKB"];

const on = flag({ vendorDefault: true });
const off = flag({ vendorDefault: false });
const words = (vendorDefault: string) => text({ vendorDefault });
const whole = (vendorDefault: number, limits: Partial<Field> = {}) => integer({ min: 0, vendorDefault, ...limits });

const telemetry: Fields = {
  logLevel: word(LEVELS, { vendorDefault: "OFF" }),
  traceLevel: word(["ALWAYS", "ON_EVENT", "PROPAGATE", "OFF"], { vendorDefault: "OFF" }),
};

/** What a task takes of its database or schema, or sets itself. */
export const taskParameters: Fields = {
  suspendTaskAfterNumFailures: whole(10),
  taskAutoRetryAttempts: whole(0, { max: 30 }),
  userTaskManagedInitialWarehouseSize: size("MEDIUM"),
  userTaskMinimumTriggerIntervalInSeconds: whole(30, { min: 10, max: 604_800 }),
  userTaskTimeoutMs: whole(3_600_000, { max: 604_800_000 }),
};

/** Of a database and of a schema. */
export const objectParameters: Fields = {
  ...telemetry,
  ...taskParameters,
  catalog: words(""),
  dataRetentionTimeInDays: whole(1, { max: 90 }),
  defaultDdlCollation: words(""),
  enableConsoleOutput: off,
  externalVolume: words(""),
  maxDataExtensionTimeInDays: whole(14, { max: 90 }),
  quotedIdentifiersIgnoreCase: off,
  replaceInvalidCharacters: off,
  storageSerializationPolicy: word(["COMPATIBLE", "OPTIMIZED"], { vendorDefault: "OPTIMIZED" }),
};

/** Of a session: of a task's or of a user's. */
export const sessionParameters: Fields = {
  ...telemetry,
  abortDetachedQuery: off,
  autocommit: on,
  binaryInputFormat: word(["HEX", "BASE64", "UTF8", "UTF-8"], { vendorDefault: "HEX" }),
  binaryOutputFormat: word(["HEX", "BASE64"], { vendorDefault: "HEX" }),
  clientMemoryLimit: whole(1536),
  clientMetadataRequestUseConnectionCtx: off,
  clientPrefetchThreads: whole(4, { min: 1, max: 10 }),
  clientResultChunkSize: whole(160, { min: 16, max: 160 }),
  clientResultColumnCaseInsensitive: off,
  clientSessionKeepAlive: off,
  clientSessionKeepAliveHeartbeatFrequency: whole(3600, { min: 900, max: 3600 }),
  clientTimestampTypeMapping: word(TIMESTAMP_TYPES.slice(0, 2), { vendorDefault: "TIMESTAMP_LTZ" }),
  dateInputFormat: words("AUTO"),
  dateOutputFormat: words("YYYY-MM-DD"),
  enableUnloadPhysicalTypeOptimization: on,
  errorOnNondeterministicMerge: on,
  errorOnNondeterministicUpdate: off,
  geographyOutputFormat: word(GEO_FORMATS, { vendorDefault: "GeoJSON" }),
  geometryOutputFormat: word(GEO_FORMATS, { vendorDefault: "GeoJSON" }),
  jdbcTreatTimestampNtzAsUtc: off,
  jdbcUseSessionTimezone: on,
  jsonIndent: whole(2, { max: 16 }),
  lockTimeout: whole(43_200),
  multiStatementCount: whole(1),
  noorderSequenceAsDefault: on,
  odbcTreatDecimalAsInt: off,
  queryTag: text({ max: 2000, vendorDefault: "" }),
  quotedIdentifiersIgnoreCase: off,
  rowsPerResultset: whole(0),
  s3StageVpceDnsName: words(""),
  searchPath: words("$current, $public"),
  statementQueuedTimeoutInSeconds: whole(0),
  statementTimeoutInSeconds: whole(172_800, { max: 604_800 }),
  strictJsonOutput: off,
  timeInputFormat: words("AUTO"),
  timeOutputFormat: words("HH24:MI:SS"),
  timestampDayIsAlways24h: off,
  timestampInputFormat: words("AUTO"),
  timestampLtzOutputFormat: words(""),
  timestampNtzOutputFormat: words("YYYY-MM-DD HH24:MI:SS.FF3"),
  timestampOutputFormat: words("YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"),
  timestampTypeMapping: word(TIMESTAMP_TYPES, { vendorDefault: "TIMESTAMP_NTZ" }),
  timestampTzOutputFormat: words(""),
  timezone: words("America/Los_Angeles"),
  transactionAbortOnError: off,
  transactionDefaultIsolationLevel: word(["READ COMMITTED"], { vendorDefault: "READ COMMITTED" }),
  twoDigitCenturyStart: whole(1970, { min: 1900, max: 2100 }),
  unsupportedDdlAction: word(["IGNORE", "FAIL"], { vendorDefault: "ignore" }),
  useCachedResult: on,
  weekOfYearPolicy: whole(0, { max: 1 }),
  weekStart: whole(0, { max: 7 }),
};

/** Of a user beyond its sessions. */
export const userParameters: Fields = {
  enableUnredactedQuerySyntaxError: off,
  jdbcTreatDecimalAsInt: on,
  networkPolicy: words(""),
  preventUnloadToInternalStages: off,
  simulatedDataSharingConsumer: words(""),
};
