import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Props } from "../../plugin/types";
import { isRefusal } from "../api";
import { inItsScope, type ServedKind } from "../discovery";
import type { KubeObject } from "../objects";
import { apply, explained, generate, isForced } from "./apply";
import type { Cluster, Connection } from "./connection";
import { untilGone } from "./deletion";
import { explainAbsentKind, explainExisting } from "./explain";
import { fieldManagerOf, isManagedBy } from "./managers";
import { findLive, type Kept, keepWhenReady, timeoutSeconds } from "./state";
import { manifest } from "./values";

/** How long a kind or a namespace that is being made beside this object is waited for, in milliseconds. */
const PATIENCE_MS = 15_000;
const POLL_MS = 250;

/**
 * Makes an object and waits until it is ready. One that an `up` made which was killed before it could say so is taken
 * for its own; any other that is there already is refused, unless the provider adopts existing ones.
 */
export async function createObject(
  cluster: Cluster,
  { settings }: Connection,
  inputs: Props,
  call: Call,
): Promise<Kept> {
  const manager = fieldManagerOf(call.urn);
  const wanted = manifest(inputs);
  const kind = await untilServed(cluster, wanted);
  const object = inItsScope(wanted, kind);
  const isForeign = object.metadata.name !== undefined && (await isTaken(cluster, kind, object, manager, call));
  if (isForeign && !settings.upsertExistingObjects) throw explainExisting(object);
  const force = isForced(object, settings.enablePatchForce || settings.upsertExistingObjects);
  const warn = (message: string) => call.say("warning", message);
  const application = { object, kind, manager, force, dryRun: false, signal: call.signal, warn };
  const put = () =>
    object.metadata.name === undefined ? generate(cluster.api, application) : apply(cluster.api, application);
  const applied = await explained(object, "created", () => untilNamespaceExists(put));
  return await keepWhenReady(cluster, kind, applied, manager, inputs, call);
}

/** Whether something else has the name. What is on its way out under that name is waited for. */
async function isTaken(
  cluster: Cluster,
  kind: ServedKind,
  object: KubeObject,
  manager: string,
  call: Call,
): Promise<boolean> {
  const existing = await findLive(cluster, kind, object);
  if (existing === undefined) return false;
  if (existing.metadata.deletionTimestamp === undefined) return !isManagedBy(existing, manager);
  await untilGone(cluster, kind, existing, { timeoutSeconds: timeoutSeconds(object, call), signal: call.signal });
  return false;
}

async function untilServed(cluster: Cluster, object: KubeObject): Promise<ServedKind> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const kind = await cluster.discovery.find(object.apiVersion, object.kind);
    if (kind !== undefined) return kind;
    if (Date.now() > deadline) throw explainAbsentKind(object);
    await sleep(POLL_MS);
  }
}

async function untilNamespaceExists<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error, 404) || Date.now() > deadline) throw error;
      await sleep(POLL_MS);
    }
  }
}
