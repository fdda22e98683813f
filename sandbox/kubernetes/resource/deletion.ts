import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Existing } from "../../plugin/types";
import { objectPath, pathOfId, type ServedKind } from "../discovery";
import { describe, isAnnotated, type KubeObject } from "../objects";
import { conditionText } from "../readiness/verdict";
import { explained } from "./apply";
import type { Cluster } from "./connection";
import { timeoutSeconds } from "./state";

const POLL_MS = 200;
const POLICIES: Readonly<Record<string, string>> = { orphan: "Orphan", background: "Background" };
/** Of these kinds the official plugin doesn't wait for the end where `pulumi.com/skipAwait` is set; of others it does. */
const SKIPPING = ["DaemonSet", "Deployment", "Job", "Namespace", "Pod", "ReplicationController", "StatefulSet"];

/** Deletes an object with what it owns, and waits until it is really gone. One that isn't there is fine. */
export async function deleteObject(cluster: Cluster, kind: ServedKind, olds: Existing, call: Call): Promise<void> {
  const path = pathOfId(kind, olds.id);
  const live = await cluster.api.find(path, { signal: call.signal });
  if (live === undefined) return;
  const policy = live.metadata.annotations?.["pulumi.com/deletionPropagationPolicy"]?.toLowerCase() ?? "";
  const body = { propagationPolicy: POLICIES[policy] ?? "Foreground", preconditions: { uid: live.metadata.uid } };
  try {
    await explained(live, "deleted", () => cluster.api.call("DELETE", path, { body, signal: call.signal }));
  } catch (error) {
    if ((await cluster.api.find(path)) === undefined) return;
    throw error;
  }
  if (SKIPPING.includes(live.kind) && isAnnotated(live, "pulumi.com/skipAwait")) return;
  await untilGone(cluster, kind, live, { timeoutSeconds: timeoutSeconds(live, call), signal: call.signal });
}

/** Waits until that very object is gone, not one of the same name. Errors: it stays, with what holds it. */
export async function untilGone(
  cluster: Cluster,
  kind: ServedKind,
  object: KubeObject,
  patience: { readonly timeoutSeconds: number; readonly signal: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + patience.timeoutSeconds * 1000;
  for (;;) {
    const live = await cluster.api.find(objectPath(kind, object.metadata));
    if (live === undefined || live.metadata.uid !== object.metadata.uid) return;
    if (patience.signal.aborted || Date.now() > deadline) {
      throw new Error([`${describe(live)} is being deleted, but is still there.`, ...holders(live)].join("\n  "));
    }
    await sleep(POLL_MS);
  }
}

/** What keeps an object from going: finalizers that nobody has worked off, and what a namespace says of its content. */
export function holders({ metadata, status }: KubeObject): string[] {
  const { conditions = [] } = (status ?? {}) as { conditions?: Parameters<typeof conditionText>[0][] };
  const remaining = conditions.filter(({ type, status }) => /Remaining|Failure/.test(type) && status === "True");
  return [
    ...(metadata.finalizers ?? []).map((name) => `It waits for its finalizer ${name}.`),
    ...remaining.map(conditionText),
  ];
}
