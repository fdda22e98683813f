import type { Call, Existing, Props } from "../../plugin/types";
import { pathOfId } from "../discovery";
import type { KubeObject } from "../objects";
import type { Cluster } from "./connection";
import { driftedInputs } from "./drift";
import { propsOf, READ_ONLY } from "./inputs";
import { fieldManagerOf } from "./managers";
import { keepAsSeen } from "./state";
import type { ObjectKind } from "./tokens";
import { outputsOf, storedFieldManager } from "./values";

/** Written by controllers, not by whoever declares the object. */
const NOT_INPUTS = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

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

/** A whole object as someone would have declared it. */
function importedInputs({ status: _, ...rest }: KubeObject): Props {
  const { annotations, ...metadata } = rest.metadata;
  const kept = Object.entries(metadata).filter(([field]) => !READ_ONLY.includes(field));
  const written = Object.entries(annotations ?? {}).filter(([annotation]) => !NOT_INPUTS.includes(annotation));
  const declared = {
    ...Object.fromEntries(kept),
    ...(written.length > 0 ? { annotations: Object.fromEntries(written) } : {}),
  };
  return { ...(rest as Props), metadata: propsOf(declared as Props) };
}
