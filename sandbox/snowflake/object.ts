import type { Props, Value } from "../plugin/types";
import type { Fields } from "../table/field";
import type { Moment, Need, Row, Shown, Stored } from "../table/row";
import { asText } from "../table/value";
import { bare, partsOf, qualified } from "./identifier";

type Level = "account" | "database" | "schema";

interface Description extends Partial<Row> {
  readonly collection: string;
  readonly fields: Fields;
  /** As Snowflake calls it in its errors, e.g. `Warehouse`. */
  readonly kind: string;
  readonly level: Level;
  /** Columns of SHOW that the resource's `showOutputs` has, in Pulumi's spelling; a database has none. */
  readonly show?: readonly string[];
}

/** A row for something that is named within the account, a database or a schema. */
export function snowflakeObject({ kind, level, show, ...row }: Description): Row {
  return {
    identity: { id: (inputs) => idOf(level, inputs), renamed: true },
    taken: ({ id }) => `002002 (42710): SQL compilation error: Object '${unquoted(id)}' already exists.`,
    gone: ({ id }) => missing(kind, id),
    parents: (_object, id) => containerOf(level, id),
    facts: stamped,
    changing: { showOutputs: "any update", fullyQualifiedName: ["name"] },
    ...row,
    needs: (inputs, view) => [...containerNeeds(level, inputs), ...(row.needs?.(inputs, view) ?? [])],
    outputs: {
      fullyQualifiedName: ({ id }) => (level === "account" ? qualified(id) : id),
      ...(show && { showOutputs: (shown: Shown) => [shownColumns(shown, show)] }),
      ...row.outputs,
    },
  };
}

/** Snowflake's answer when something isn't there, or may not be seen. */
export function missing(kind: string, id: string): string {
  return `002003 (02000): SQL compilation error: ${kind} '${unquoted(id)}' does not exist or not authorized.`;
}

/** A need for an object of the account, as its name is given in an input; none where it isn't given. */
export function needed(kind: string, collection: string, given: Value | undefined): Need[] {
  const id = asText(given);
  return id === undefined ? [] : [{ collection, id: bare(id), refusal: missing(kind, id) }];
}

/** The role that creates things: the provider's, or the one that a new account's first user has. */
export function currentRole({ connection }: Pick<Moment, "connection">): string {
  return bare(asText(connection.args.role) ?? "ACCOUNTADMIN");
}

/** What SHOW tells of every object. */
export function stamped(at: Moment): Stored {
  const { created_on, owner } = at.before ?? {};
  return { created_on: created_on ?? new Date(at.now).toISOString(), owner: owner ?? currentRole(at) };
}

function idOf(level: Level, inputs: Props): string {
  const name = asText(inputs.name) ?? "";
  if (level === "account") return bare(name);
  const database = asText(inputs.database) ?? "";
  if (level === "database") return qualified(database, name);
  return qualified(database, asText(inputs.schema) ?? "", name);
}

function containerNeeds(level: Level, inputs: Props): Need[] {
  if (level === "account") return [];
  if (level === "database") return needed("Database", "snowflake.database", inputs.database);
  const id = qualified(asText(inputs.database) ?? "", asText(inputs.schema) ?? "");
  return [{ collection: "snowflake.schema", id, refusal: missing("Schema", id) }];
}

function containerOf(level: Level, id: string) {
  const parts = partsOf(id).slice(0, -1);
  if (level === "account") return [];
  if (level === "database") return [{ collection: "snowflake.database", id: parts[0] ?? "" }];
  return [{ collection: "snowflake.schema", id: qualified(...parts) }];
}

function shownColumns({ object }: Shown, columns: readonly string[]): Props {
  const seen = columns.map((column): [string, Value | undefined] => [
    column,
    object[snake(column)] as Value | undefined,
  ]);
  return Object.fromEntries(seen);
}

function snake(column: string): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function unquoted(id: string): string {
  return partsOf(id).join(".");
}
