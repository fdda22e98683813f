import type { Evaluation } from "../../toolchain/evaluator";
import type { Json } from "../world/world";
import { Refusal } from "./refusal";

/** A value as the API has it. Where it was defined (`trace`) is not imitated: one place serves all. */
export interface Value {
  readonly value: Json | readonly Value[] | { readonly [key: string]: Value };
  readonly secret?: true;
  readonly unknown?: true;
  readonly trace: { readonly def: { environment: string; begin: Place; end: Place } };
}
interface Place {
  readonly line: number;
  readonly column: number;
  readonly byte: number;
}

/** What was evaluated, as a tree of values. */
export function valuesOf(evaluation: Evaluation, environment: string): Readonly<Record<string, Value>> {
  const [secrets, unknowns] = [new Set(evaluation.secrets), new Set(evaluation.unknowns)];
  const place = { line: 1, column: 1, byte: 0 };
  const trace = { def: { environment, begin: place, end: place } };
  const toValue = (value: Json, at: string): Value => {
    const marks = { ...(secrets.has(at) ? { secret: true as const } : {}), trace };
    if (unknowns.has(at)) return { value: null, unknown: true, ...marks };
    if (Array.isArray(value)) return { value: value.map((item: Json, i) => toValue(item, `${at}[${i}]`)), ...marks };
    if (typeof value !== "object" || value === null) return { value, ...marks };
    const entries = Object.entries(value).map(([key, item]) => [key, toValue(item ?? null, `${at}${step(key)}`)]);
    return { value: Object.fromEntries(entries), ...marks };
  };
  const entries = Object.entries(evaluation.properties as Record<string, Json>);
  return Object.fromEntries(entries.map(([key, value]) => [key, toValue(value, step(key).replace(/^\./, ""))]));
}

/** As Pulumi writes property paths: quoted unless letters, digits and underscores (sdk/go/common/resource/properties_path.go). */
function step(key: string): string {
  return /^[A-Za-z0-9_]*$/.test(key) ? `.${key}` : `["${key.replaceAll('"', '\\"')}"]`;
}

/** The value at a property path. Errors: 404, 400 for a path that is none. */
export function valueAt(values: Readonly<Record<string, Value>>, path: string): Value {
  const first: Pick<Value, "value"> = { value: values };
  let found: Pick<Value, "value"> | undefined = first;
  for (const key of stepsOf(path)) {
    const inner: unknown = found?.value;
    const children = typeof inner === "object" && inner !== null ? (inner as Record<string, Value>) : {};
    found = Object.hasOwn(children, key) ? children[key] : undefined;
  }
  if (found === undefined || found === first) throw new Refusal(404, `Not Found: no property ${path}`);
  return found as Value;
}

function stepsOf(path: string): string[] {
  const pattern = /\.?([A-Za-z0-9_-]+)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]/y;
  const steps: string[] = [];
  while (pattern.lastIndex < path.length) {
    const match = pattern.exec(path);
    if (match === null) throw new Refusal(400, `Bad Request: invalid property path ${path}`);
    steps.push(match[1] ?? match[2]?.replace(/\\(.)/g, "$1") ?? match[3] ?? "");
  }
  return steps;
}
