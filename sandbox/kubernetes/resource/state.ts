import { PartialFailure } from "../../plugin/failure";
import type { Call, Props } from "../../plugin/types";
import { objectPath, type ServedKind } from "../discovery";
import { describe, isAnnotated, type KubeObject, objectId } from "../objects";
import { look, untilReady } from "../readiness/await";
import { failed } from "../readiness/verdict";
import type { Cluster } from "./connection";
import { outputsOf } from "./values";

/** What the official plugin waits for at most, where neither customTimeouts nor an annotation says otherwise. */
const TIMEOUT_SECONDS = 600;

export interface Kept {
  readonly id: string;
  readonly outputs: Props;
}

/** From customTimeouts, else from the annotation `pulumi.com/timeoutSeconds`, else ten minutes. */
export function timeoutSeconds({ metadata }: KubeObject, call: Call): number {
  const annotated = Number(metadata.annotations?.["pulumi.com/timeoutSeconds"]);
  return call.timeoutSeconds ?? (annotated > 0 ? annotated : TIMEOUT_SECONDS);
}

/** What Pulumi keeps of an applied object once it is ready. Errors: PartialFailure with the reasons where it is not. */
export async function keepWhenReady(
  cluster: Cluster,
  kind: ServedKind,
  applied: KubeObject,
  manager: string,
  inputs: Props,
  call: Call,
): Promise<Kept> {
  const id = objectId(applied.metadata);
  if (isAnnotated(applied, "pulumi.com/skipAwait")) return { id, outputs: outputsOf(applied, manager) };
  const patience = {
    timeoutSeconds: timeoutSeconds(applied, call),
    signal: call.signal,
    say: (message: string) => call.say("info", message),
  };
  const { live, verdict } = await untilReady(cluster, kind, applied, patience).catch((error: unknown) => {
    // It was applied all the same: Pulumi has to keep it.
    return { live: applied, verdict: failed(error instanceof Error ? error.message : String(error)) };
  });
  const outputs = outputsOf(live, manager);
  if (verdict.state === "ready") return { id, outputs };
  const [first = "no reason is known", ...rest] = verdict.reasons;
  throw new PartialFailure(id, outputs, inputs, [`${describe(live)} was applied, but is not ready: ${first}`, ...rest]);
}

/** What Pulumi keeps of an object that was looked at once. Errors: PartialFailure where it is not ready. */
export async function keepAsSeen(cluster: Cluster, live: KubeObject, manager: string, inputs: Props): Promise<Kept> {
  const kept = { id: objectId(live.metadata), outputs: outputsOf(live, manager) };
  if (isAnnotated(live, "pulumi.com/skipAwait")) return kept;
  const verdict = await look(cluster, live);
  if (verdict.state === "ready") return kept;
  throw new PartialFailure(kept.id, kept.outputs, inputs, [`${describe(live)} is not ready`, ...verdict.reasons]);
}

/** The object as the cluster has it now. */
export async function findLive(
  cluster: Cluster,
  kind: ServedKind,
  object: KubeObject,
): Promise<KubeObject | undefined> {
  return await cluster.api.find(objectPath(kind, object.metadata));
}
