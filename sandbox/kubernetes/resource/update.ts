import type { Call, Existing, Props } from "../../plugin/types";
import { inItsScope } from "../discovery";
import { applyOver, explained, isForced } from "./apply";
import type { Cluster, Connection } from "./connection";
import { explainAbsentKind } from "./explain";
import { fieldManagerOf } from "./managers";
import { keepWhenReady } from "./state";
import { manifest, storedFieldManager, withNameOf } from "./values";

/** Applies the changed object and waits until it is ready again. One that has vanished is made anew. */
export async function updateObject(
  cluster: Cluster,
  { settings }: Connection,
  olds: Existing,
  news: Props,
  call: Call,
): Promise<Props> {
  const manager = storedFieldManager(olds.outputs) ?? fieldManagerOf(call.urn);
  const wanted = manifest(withNameOf(olds.id, news));
  const kind = await cluster.discovery.find(wanted.apiVersion, wanted.kind);
  if (kind === undefined) throw explainAbsentKind(wanted);
  const object = inItsScope(wanted, kind);
  const force = isForced(object, settings.enablePatchForce);
  const warn = (message: string) => call.say("warning", message);
  const application = { object, kind, manager, force, dryRun: false, signal: call.signal, warn };
  const applied = await explained(object, "changed", () => applyOver(cluster.api, application));
  return (await keepWhenReady(cluster, kind, applied, manager, news, call)).outputs;
}
