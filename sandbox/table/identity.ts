import type { Props } from "../plugin/types";
import { isSame } from "./aligned";
import type { Row, View } from "./row";
import type { Shape } from "./shape";

/** The object that is meant by `inputs`, by the vendor's natural key: its id, or undefined where there is none. */
export function findByInputs(row: Row, shape: Shape, inputs: Props, view: View): string | undefined {
  const { identity } = row;
  if ("id" in identity) {
    const id = identity.id(inputs, view);
    return view.find(row.collection, id) === undefined ? undefined : id;
  }
  const clashes = identity.clashes ?? ((one, other) => isOneAndTheSame(row, identity.by, one, other));
  const found = view.list(row.collection).find(({ object }) => {
    return clashes(inputs, shape.fromVendor(row.fields, object, inputs).values);
  });
  return found?.id;
}

function isOneAndTheSame(row: Row, by: readonly string[], one: Props, other: Props): boolean {
  return by.every((name) => {
    const field = row.fields[name];
    return field !== undefined && isSame(field, one[name], other[name]);
  });
}
