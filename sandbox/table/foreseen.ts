import { type Existing, type Props, UNKNOWN, type Value } from "../plugin/types";
import { isSame } from "./aligned";
import type { Row } from "./row";
import { isPresent } from "./value";

/** The outputs as a preview can tell them: what the vendor fills in, or changes with this update, is not known before. */
export function foreseen(row: Row, inputs: Props, olds: Existing | undefined): Props {
  const filledIn = Object.entries(row.fields).filter(([name, field]) => {
    return !isPresent(inputs[name]) && (field.computed || field.vendorDefault !== undefined);
  });
  const names = [...filledIn.map(([name]) => name), ...Object.keys(row.outputs ?? {})];
  const computed = names.map((name): [string, Value] => {
    const stays = olds !== undefined && !changesWith(row, name, olds.inputs, inputs);
    return [name, (stays ? olds.outputs[name] : undefined) ?? UNKNOWN];
  });
  return { ...inputs, ...Object.fromEntries(computed) };
}

function changesWith({ fields, changing }: Row, output: string, olds: Props, news: Props): boolean {
  const causes = changing?.[output];
  if (causes === undefined || causes === "any update") return causes !== undefined;
  return causes.some((name) => {
    const field = fields[name];
    return field !== undefined && !isSame(field, olds[name], news[name]);
  });
}
