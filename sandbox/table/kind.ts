import { differences } from "../plugin/differences";
import type { Call, Existing, Props, ResourceKind } from "../plugin/types";
import type { Clock } from "../world/clock";
import { aligned, forcesReplacement, withUnsaid } from "./aligned";
import { autonameOf, withAutoname } from "./autoname";
import { check } from "./check";
import { secretPaths } from "./field";
import { foreseen } from "./foreseen";
import { findByInputs } from "./identity";
import type { Objects } from "./objects";
import { renamed } from "./rename";
import { type Connection, type Moment, type Row, refuse, type Stored, type View } from "./row";
import type { Shape } from "./shape";
import { isPresent } from "./value";

/** What all rows of a vendor work with. */
export interface Bench {
  readonly objects: Objects;
  readonly shape: Shape;
  readonly clock: Clock;
  /** The vendor's plugin calls its vendor in previews too, so wrong credentials show there. */
  readonly callsInPreviews: boolean;
}

/** The six methods of one resource type, from its row. */
export function kindOf(row: Row, bench: Bench): ResourceKind<Connection> {
  const { objects, shape } = bench;

  return {
    secretOutputs: secretPaths(row.fields),

    async check(_connection, news, olds, call) {
      return check(row.fields, row.rules ?? [], withAutoname(row.fields, news, olds, call.name));
    },

    async diff(_connection, olds, news) {
      const now = aligned(row.fields, olds.inputs, withUnsaid(row.fields, olds, news));
      const inInputs = differences(olds.inputs, now, forcesReplacement(row.fields));
      const changes = { ...inInputs, ...row.alsoChanged?.(olds, news) };
      const replaced = Object.values(changes).some((kind) => kind.endsWith("-replace"));
      return { changes, deleteBeforeReplace: replaced && keepsItsName(row, olds.inputs, now) };
    },

    async create(connection, inputs, call) {
      const view = begin(bench, connection, call);
      if (call.preview) return { id: "", outputs: foreseen(row, inputs, undefined) };
      const { identity } = row;
      const existing = findByInputs(row, shape, inputs, view);
      const id = existing ?? ("id" in identity ? identity.id(inputs, view) : identity.newId(inputs));
      const before = existing === undefined ? undefined : view.find(row.collection, existing);
      const moment: Moment = { ...view, id, inputs, before };
      refuseWrong(row, moment);
      if (existing !== undefined) refuse(row.taken(moment));
      const object = written(row, bench, moment);
      objects.put(connection, row.collection, id, object);
      const brought = existing === undefined ? (row.brings?.(moment) ?? []) : [];
      for (const other of brought) objects.put(connection, other.collection, other.id, other.object);
      return { id, outputs: outputsOf(row, bench, view, { id, object, inputs }) };
    },

    async read(connection, id, known) {
      const view = begin(bench, connection, { preview: false });
      const object = view.find(row.collection, id);
      if (object === undefined) return undefined;
      const { inputs } = shape.fromVendor(row.fields, object, known?.inputs);
      return { id, inputs, outputs: outputsOf(row, bench, view, { id, object, inputs, known }) };
    },

    async update(connection, olds, news, call) {
      const view = begin(bench, connection, call);
      if (call.preview) return foreseen(row, news, olds);
      const before = view.find(row.collection, olds.id);
      const moment: Moment = { ...view, id: olds.id, inputs: news, before };
      if (before === undefined) refuse(row.gone(moment));
      refuseWrong(row, moment);
      const id = renamed(row, objects, moment, call);
      const object = written(row, bench, { ...moment, id });
      objects.put(connection, row.collection, id, object);
      if (id !== olds.id) objects.remove(connection, row.collection, olds.id);
      return outputsOf(row, bench, view, { id, object, inputs: news });
    },

    async delete(connection, olds, call) {
      const view = begin(bench, connection, call);
      const object = view.find(row.collection, olds.id);
      if (object === undefined) return;
      const left = row.leaves?.(object, olds.inputs);
      if (left === undefined) objects.remove(connection, row.collection, olds.id);
      else objects.put(connection, row.collection, olds.id, left);
    },
  };
}

/** For invokes: all that is known of an existing object, or undefined. */
export function lookUp(row: Row, bench: Bench, connection: Connection, id: string): Props | undefined {
  connection.authorize();
  const view = bench.objects.view(connection, bench.clock.now());
  const object = view.find(row.collection, id);
  return object && outputsOf(row, bench, view, { id, object, inputs: {} });
}

function begin({ objects, clock, callsInPreviews }: Bench, connection: Connection, call: Pick<Call, "preview">): View {
  if (!call.preview || callsInPreviews) connection.authorize();
  return objects.view(connection, clock.now());
}

function refuseWrong(row: Row, moment: Moment): void {
  const needs = row.needs?.(moment.inputs, moment) ?? [];
  refuse(needs.find((need) => moment.find(need.collection, need.id) === undefined)?.refusal);
  refuse(row.refuses?.(moment));
}

function written(row: Row, { shape }: Bench, moment: Moment): Stored {
  return { ...shape.toVendor(row.fields, moment.inputs, moment.before), ...row.facts?.(moment) };
}

interface Now {
  readonly id: string;
  readonly object: Stored;
  readonly inputs: Props;
  readonly known?: Existing;
}

function outputsOf(row: Row, { shape }: Bench, view: View, { id, object, inputs, known }: Now): Props {
  const { values } = shape.fromVendor(row.fields, object, inputs);
  const computed = Object.entries(row.outputs ?? {}).map(([name, of]) => [name, of({ ...view, id, object, known })]);
  return { ...values, ...Object.fromEntries(computed) };
}

function keepsItsName(row: Row, olds: Props, news: Props): boolean {
  const name = autonameOf(row.fields);
  return name !== undefined && isPresent(news[name]) && news[name] === olds[name];
}
