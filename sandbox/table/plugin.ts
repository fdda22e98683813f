import { join } from "node:path";
import type { SandboxContext } from "../context";
import type { Invoke, Plugin, Props, ResourceKind } from "../plugin/types";
import { asDeclared } from "./arguments";
import { check } from "./check";
import type { Fields, Rule } from "./field";
import { findByInputs } from "./identity";
import { type Bench, kindOf } from "./kind";
import { Objects } from "./objects";
import type { Connection, Kind, Rows } from "./row";
import { Sealer } from "./secrets";
import { Shape, type Spelling } from "./shape";

/** A vendor as a table. */
export interface Table {
  /** Pulumi's package, e.g. `snowflake`; also the folder of its files below the state folder. */
  readonly name: string;
  /** At least the installed SDK's. */
  readonly version: string;
  readonly spelling: Spelling;
  /** The arguments of an explicit provider. */
  readonly provider: Fields;
  readonly providerRules?: readonly Rule[];
  readonly callsInPreviews: boolean;
  readonly rows: Rows;
  /** Kinds of object that are no resource type here. */
  readonly others?: readonly Kind[];
  readonly connect: (args: Props) => Connection;
  /** Resource types that are more than one object, by type token. */
  readonly kinds?: (bench: Bench) => Readonly<Record<string, CompositeKind>>;
  readonly invokes?: (bench: Bench) => Readonly<Record<string, Invoke<Connection>>>;
  /** The scopes to look in where no provider is named. Default: the one of a provider without arguments. */
  readonly scopes?: () => readonly string[];
}

export interface CompositeKind extends ResourceKind<Connection> {
  readonly findByInputs: (connection: Connection, inputs: Props) => string | undefined;
}

export interface TablePlugin extends Plugin<Connection> {
  /**
   * The id under which the vendor has an object of this type with these inputs, by the vendor's natural key; undefined
   * where it has none. For creates that were cut off before their answer came.
   */
  findByInputs(type: string, inputs: Props): string | undefined;
}

/** Makes the plugin of one vendor. */
export function tablePlugin(table: Table, context: SandboxContext): TablePlugin {
  const objects = new Objects(context.world, [...Object.values(table.rows), ...(table.others ?? [])]);
  const shape = new Shape(table.spelling, new Sealer(join(context.folder, table.name)));
  const bench: Bench = { objects, shape, clock: context.clock, callsInPreviews: table.callsInPreviews };
  const kinds = table.kinds?.(bench) ?? {};
  const rows = Object.entries(table.rows);

  return {
    name: table.name,
    version: table.version,
    checkConfig: (args) => check(table.provider, table.providerRules ?? [], asDeclared(table.provider, args)).mistakes,
    configure: async (args) => table.connect(asDeclared(table.provider, args)),
    resources: { ...Object.fromEntries(rows.map(([type, row]) => [type, kindOf(row, bench)])), ...kinds },
    invokes: table.invokes?.(bench),
    findByInputs(type, inputs) {
      const connection = table.connect({});
      for (const scope of table.scopes?.() ?? [connection.scope]) {
        const scoped = { ...connection, scope };
        const row = table.rows[type];
        const view = objects.view(scoped, context.clock.now());
        const id = row ? findByInputs(row, shape, inputs, view) : kinds[type]?.findByInputs(scoped, inputs);
        if (id !== undefined) return id;
      }
      return undefined;
    },
  };
}
