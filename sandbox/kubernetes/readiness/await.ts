import { setTimeout as sleep } from "node:timers/promises";
import { collectionPath, objectPath, type ServedKind } from "../discovery";
import type { KubeObject } from "../objects";
import type { Cluster } from "../resource/connection";
import { type Related, ruleOf } from "./rules";
import { failed, ready, type Verdict } from "./verdict";

const POLL_MS = 200;
/** Before this nothing is said: most objects are ready by then. */
const SILENT_MS = 3_000;

export interface Patience {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly say: (message: string) => void;
}

export interface Outcome {
  /** As it was seen last. */
  readonly live: KubeObject;
  readonly verdict: Verdict;
}

/** One look at an object that is there. */
export async function look(cluster: Cluster, live: KubeObject): Promise<Verdict> {
  const rule = ruleOf(live);
  if (rule === undefined) return ready;
  return rule.judge(live, await findRelated(cluster, live, rule.related?.(live)));
}

/** Waits until an object is ready, has failed, or the patience is at its end; says what it waits for as that changes. */
export async function untilReady(
  cluster: Cluster,
  kind: ServedKind,
  object: KubeObject,
  patience: Patience,
): Promise<Outcome> {
  const { timeoutSeconds, signal, say } = patience;
  const path = objectPath(kind, object.metadata);
  const begun = Date.now();
  let live = object;
  let said = "";
  for (;;) {
    const verdict = await look(cluster, live);
    if (verdict.state !== "waiting") return { live, verdict };
    const waited = Date.now() - begun;
    if (signal.aborted || waited > timeoutSeconds * 1000) {
      return { live, verdict: failed(`not ready after ${Math.round(waited / 1000)} s`, ...verdict.reasons) };
    }
    const message = verdict.reasons.join("; ");
    if (waited > SILENT_MS && message !== said) say(`waiting: ${message}`);
    if (waited > SILENT_MS) said = message;
    await sleep(POLL_MS);
    const found = await cluster.api.find(path);
    if (found === undefined) return { live, verdict: failed("it was deleted while its readiness was waited for") };
    live = found;
  }
}

async function findRelated(
  cluster: Cluster,
  { metadata }: KubeObject,
  related: Related | undefined,
): Promise<KubeObject[]> {
  if (related === undefined) return [];
  const kind = await cluster.discovery.find(related.apiVersion, related.kind);
  if (kind === undefined) return [];
  const { name, labelSelector } = related;
  if (name === undefined) {
    const path = collectionPath(kind, metadata.namespace);
    return (await cluster.api.get<{ items: KubeObject[] }>(path, { query: { labelSelector } })).items;
  }
  const found = await cluster.api.find(objectPath(kind, { namespace: metadata.namespace, name }));
  return found === undefined ? [] : [found];
}
