import type { Call, Existing } from "../../plugin/types";
import { pathOfId } from "../discovery";
import type { Cluster } from "./connection";
import { driftedInputs, importedInputs } from "./drift";
import { fieldManagerOf } from "./managers";
import { keepAsSeen } from "./state";
import type { ObjectKind } from "./tokens";
import { outputsOf, storedFieldManager } from "./values";

/** What the cluster has now; undefined where the object, or its whole kind, is gone. `known` is absent in an import. */
export async function readObject(
  cluster: Cluster,
  { apiVersion, kind: name }: ObjectKind,
  id: string,
  known: Existing | undefined,
  call: Call,
): Promise<Existing | undefined> {
  const kind = await cluster.discovery.find(apiVersion, name);
  const live = kind === undefined ? undefined : await cluster.api.find(pathOfId(kind, id), { signal: call.signal });
  if (live === undefined) return undefined;
  if (known === undefined)
    return { id, inputs: importedInputs(live), outputs: outputsOf(live, fieldManagerOf(call.urn)) };
  const manager = storedFieldManager(known.outputs) ?? fieldManagerOf(call.urn);
  const inputs = driftedInputs(known.inputs, known.outputs, outputsOf(live, manager));
  const { outputs } = await keepAsSeen(cluster, live, manager, inputs);
  return { id, inputs, outputs };
}
