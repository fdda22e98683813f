import { isDeepStrictEqual } from "node:util";
import type { Props, Value } from "../../plugin/types";
import { isValueList, isValueObject } from "../../plugin/values";
import type { KubeObject } from "../objects";
import { propsOf, READ_ONLY } from "./inputs";

/** Written by controllers, not by whoever declares the object. */
const NOT_INPUTS = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

/**
 * The inputs as they would have to be for what is there now: each value that was changed since Pulumi last looked
 * (`before`) stands as it is `now`, all others as they were written. So a quantity that the API server writes another way
 * (`0.5` as `500m`) is no drift, and neither is a field that the program doesn't manage.
 */
export function driftedInputs(inputs: Props, before: Props, now: Props): Props {
  return propsOf(drifted(inputs, withStringData(before, inputs), withStringData(now, inputs)));
}

function drifted(input: Value | undefined, before: Value | undefined, now: Value | undefined): Value | undefined {
  if (isDeepStrictEqual(before, now)) return input;
  if (isValueObject(input) && isValueObject(now)) {
    const old = propsOf(before);
    const entries = Object.entries(input).map(([name, value]) => [name, drifted(value, old[name], now[name])] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  if (isValueList(input) && isValueList(now) && input.every(isValueObject)) {
    return driftedList(input, isValueList(before) ? before : [], now);
  }
  return now;
}

/** Elements are matched as the API server does, by name or path where they have one, else by place. */
function driftedList(input: readonly Props[], before: readonly Value[], now: readonly Value[]): Value {
  const key = ["mountPath", "name", "key", "containerPort", "port", "ip"].find((name) => {
    return [input, before, now].every((list) => isKeyedBy(list, name));
  });
  const match = (list: readonly Value[], element: Props, index: number): Value | undefined =>
    key === undefined ? list[index] : list.find((other) => propsOf(other)[key] === element[key]);
  const elements = input.map((element, index) => {
    return drifted(element, match(before, element, index), match(now, element, index));
  });
  const isAtomicAndLonger = key === undefined && before.length < now.length;
  return [
    ...elements.filter((element) => element !== undefined),
    ...(isAtomicAndLonger ? now.slice(input.length) : []),
  ];
}

function isKeyedBy(list: readonly Value[], name: string): boolean {
  const keys = list.map((element) => propsOf(element)[name]);
  return keys.every((key) => key !== undefined) && new Set(keys).size === keys.length;
}

/** A Secret's `stringData` is written only: it is read back out of `data`. */
function withStringData(live: Props, inputs: Props): Props {
  if (live.kind !== "Secret" || !isValueObject(inputs.stringData)) return live;
  const data = propsOf(live.data);
  const texts = Object.keys(inputs.stringData).flatMap((name): [string, string][] => {
    const encoded = data[name];
    return typeof encoded === "string" ? [[name, Buffer.from(encoded, "base64").toString()]] : [];
  });
  return { ...live, stringData: Object.fromEntries(texts) };
}

/** A whole object as someone would have declared it. */
export function importedInputs({ status: _, ...rest }: KubeObject): Props {
  const { annotations, ...metadata } = rest.metadata;
  const kept = Object.entries(metadata).filter(([field]) => !READ_ONLY.includes(field));
  const written = Object.entries(annotations ?? {}).filter(([annotation]) => !NOT_INPUTS.includes(annotation));
  const declared = {
    ...Object.fromEntries(kept),
    ...(written.length > 0 ? { annotations: Object.fromEntries(written) } : {}),
  };
  return { ...(rest as Props), metadata: propsOf(declared as Props) };
}
