import type { Props, Value } from "../plugin/types";
import type { Field, Fields } from "./field";
import { present } from "./value";

/**
 * A provider's arguments as their fields want them: Pulumi sends each as text, and what was decoded on the way may have
 * been meant as text, or still be the text of a number.
 */
export function asDeclared(fields: Fields, args: Props): Props {
  const declared = Object.entries(present(args)).map(([name, value]): [string, Value | undefined] => {
    return [name, asField(fields[name], value)];
  });
  return Object.fromEntries(declared);
}

function asField(field: Field | undefined, value: Value | undefined): Value | undefined {
  if (field?.type === "text" && typeof value === "boolean") return String(value);
  if (field?.type === "integer" && typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  const of = field?.of;
  return Array.isArray(value) && of !== undefined ? value.map((item) => asField(of, item) ?? null) : value;
}
