import { isDeepStrictEqual } from "node:util";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

/** One resource that an operation touches, as far as the engine has told. */
export interface ResourceProgress {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  /** The engine's word: `create`, `update`, `replace`, `delete`, `refresh`, `same`, ... */
  readonly op: string;
  readonly status: "running" | "done" | "failed";
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What the provider says of it at the moment, e.g. `waiting for an address`. */
  readonly message?: string;
  readonly changes: readonly PropertyChange[];
}

/** One property that an operation changes, or that was found changed at the vendor. Secrets come masked by the engine. */
export interface PropertyChange {
  /** As Pulumi writes it: `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly kind: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Progress {
  /** In the order in which the engine first named them. */
  readonly resources: ReadonlyMap<string, ResourceProgress>;
  readonly errors: readonly { readonly urn: string; readonly message: string }[];
  readonly summary?: Readonly<Record<string, number>>;
  /** Lines that belong to no resource in particular. */
  readonly notes: readonly string[];
}

export const nothingYet: Progress = { resources: new Map(), errors: [], notes: [] };

/** Pure: what is known after one more event. `now` in milliseconds. */
export function advance(progress: Progress, event: EngineEvent, now: number): Progress {
  if (event.resourcePreEvent !== undefined) return begin(progress, event.resourcePreEvent.metadata, now);
  if (event.resOutputsEvent !== undefined) return end(progress, event.resOutputsEvent.metadata, "done", now);
  if (event.resOpFailedEvent !== undefined) return end(progress, event.resOpFailedEvent.metadata, "failed", now);
  if (event.summaryEvent !== undefined) {
    return { ...progress, summary: event.summaryEvent.resourceChanges as Record<string, number> };
  }
  // The engine also tells its own debugging, severity "debug", which the type does not list.
  if (event.diagnosticEvent === undefined || String(event.diagnosticEvent.severity) === "debug") return progress;
  const { urn = "", severity, ephemeral } = event.diagnosticEvent;
  const message = plain(event.diagnosticEvent.message);
  if (message === "" || OBVIOUS.test(message)) return progress;
  if (severity === "error") return { ...progress, errors: [...progress.errors, { urn, message }] };
  const resource = progress.resources.get(urn);
  if (resource !== undefined && resource.status === "running") return put(progress, { ...resource, message });
  return ephemeral === true ? progress : { ...progress, notes: [...progress.notes, message] };
}

/** Worth showing: it changes something, or it failed. An update of no property is the engine taking note of a resource. */
export function isChange(resource: ResourceProgress): boolean {
  if (resource.status === "failed" || resource.changes.length > 0) return true;
  return !["same", "refresh", "read", "update"].includes(resource.op);
}

function begin(progress: Progress, metadata: StepEventMetadata, now: number): Progress {
  const known = progress.resources.get(metadata.urn);
  const startedAt = known?.startedAt ?? now;
  return put(progress, { ...describe(metadata), status: "running", startedAt, changes: changesOf(metadata, "inputs") });
}

function end(progress: Progress, metadata: StepEventMetadata, status: "done" | "failed", now: number): Progress {
  const known = progress.resources.get(metadata.urn);
  const described = { ...describe(metadata), status, startedAt: known?.startedAt ?? now, endedAt: now };
  // What a refresh looked at has changed at the vendor, so in its outputs; anything else changes what we ask for.
  const changes = changesOf(metadata, known?.op === "refresh" ? "outputs" : "inputs");
  return put(progress, { ...described, changes: changes.length > 0 ? changes : (known?.changes ?? []) });
}

function put(progress: Progress, resource: ResourceProgress): Progress {
  return { ...progress, resources: new Map(progress.resources).set(resource.urn, resource) };
}

function describe(metadata: StepEventMetadata) {
  const { urn, type, op } = metadata;
  const parent = metadata.new?.parent ?? metadata.old?.parent ?? "";
  return { urn, type, op: String(op), parent, name: urn.slice(urn.lastIndexOf("::") + 2) };
}

function changesOf(metadata: StepEventMetadata, side: "inputs" | "outputs"): PropertyChange[] {
  const { detailedDiff, old: older, new: newer, op } = metadata;
  if (detailedDiff === undefined || detailedDiff === null) return op === "update" ? compare(older, newer, side) : [];
  return Object.entries(detailedDiff)
    .filter(([path]) => !path.startsWith("__"))
    .map(([path, { diffKind, inputDiff }]) => {
      const before = valueAt(inputDiff ? older?.inputs : older?.outputs, path) ?? valueAt(older?.outputs, path);
      const after = valueAt(newer?.inputs, path) ?? valueAt(newer?.outputs, path);
      return { path, kind: String(diffKind), before, after };
    });
}

type State = StepEventMetadata["old"];

/** A dynamic provider gives no details, so the properties themselves are compared; a component has none of its own. */
function compare(older: State, newer: State, side: "inputs" | "outputs"): PropertyChange[] {
  if (older === undefined || newer === undefined || newer.custom !== true || newer.type.startsWith("pulumi:"))
    return [];
  const [before, after] = [older[side], newer[side]];
  return differences(before, after, "").filter(({ path }) => !path.startsWith("__"));
}

/** Down to the values that differ, by path. */
export function differences(before: unknown, after: unknown, path: string): PropertyChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const comparable = isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after);
  if (!comparable) {
    const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
    return [{ path, kind, before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences(before[key], after[key], below(path, key, Array.isArray(after))));
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** As the engine writes paths. */
function below(path: string, key: string, inList: boolean): string {
  if (inList) return `${path}[${key}]`;
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** `spec.containers[0]["a.b"]` in a plain object; undefined where it leads nowhere. */
export function valueAt(properties: unknown, path: string): unknown {
  const steps = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)];
  return steps.reduce<unknown>((value, [, quoted, index, word]) => {
    if (typeof value !== "object" || value === null) return undefined;
    return (value as Record<string, unknown>)[quoted ?? index ?? word ?? ""];
  }, properties);
}

/** Where the engine found a plugin that we have put on its PATH ourselves: it warns of each, once a run. */
const OBVIOUS = /^using pulumi-[a-z-]+ from \$PATH at /;

/** The engine's colour marks (`<{%fg 1%}>`) and line ends taken off. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
