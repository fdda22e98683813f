import { randomBytes } from "node:crypto";
import { type Call, type Existing, type Props, UNKNOWN } from "../../plugin/types";
import { isRefusal } from "../api";
import { inItsScope } from "../discovery";
import type { KubeObject } from "../objects";
import { type Application, apply, applyOver, explained, generate, isForced } from "./apply";
import type { Cluster, Connection } from "./connection";
import { explainExisting } from "./explain";
import { propsOf } from "./inputs";
import { fieldManagerOf, isManagedByPulumi } from "./managers";
import { findLive } from "./state";
import { hasUnknown, manifest, outputsOf, storedFieldManager, withNameOf } from "./values";

/** Only the cluster can tell these, when it makes the object. */
const ASSIGNED: Props = { uid: UNKNOWN, resourceVersion: UNKNOWN, creationTimestamp: UNKNOWN, generation: UNKNOWN };

/** What a new object will be: the API server's answer where it can be asked already, else the inputs. */
export async function previewCreate(connection: Connection, inputs: Props, call: Call): Promise<Props> {
  const manager = fieldManagerOf(call.urn);
  const tried = await dryRun(connection, inputs, manager, call, "created", (cluster, application) =>
    attemptCreate(cluster, application, connection.settings.upsertExistingObjects),
  );
  const known = tried === undefined ? inputs : outputsOf(tried, manager);
  const assigned = { ...propsOf(known.metadata), ...ASSIGNED };
  const outputs: Props = { ...known, metadata: known.metadata === UNKNOWN ? UNKNOWN : assigned, status: UNKNOWN };
  // The addresses of a dry run are thrown away with it.
  if (inputs.kind !== "Service" || inputs.spec === UNKNOWN) return outputs;
  const { clusterIP = UNKNOWN } = propsOf(inputs.spec);
  return { ...outputs, spec: { ...propsOf(known.spec), clusterIP, clusterIPs: UNKNOWN } };
}

/** What a changed object will be. */
export async function previewUpdate(connection: Connection, olds: Existing, news: Props, call: Call): Promise<Props> {
  const manager = storedFieldManager(olds.outputs) ?? fieldManagerOf(call.urn);
  const named = withNameOf(olds.id, news);
  const tried = await dryRun(connection, named, manager, call, "changed", ({ api }, application) =>
    applyOver(api, application),
  );
  return tried === undefined ? { ...olds.outputs, ...news } : outputsOf(tried, manager);
}

type Attempt = (cluster: Cluster, application: Application) => Promise<KubeObject>;

/**
 * Asks the API server what it would make of an object. Undefined where that can't be asked yet: the cluster, a value, the
 * kind or the namespace is only made in this very `up`. Errors: what is wrong with the object.
 */
async function dryRun(
  { cluster, settings }: Connection,
  inputs: Props,
  manager: string,
  call: Call,
  verb: "created" | "changed",
  attempt: Attempt,
): Promise<KubeObject | undefined> {
  if (cluster === undefined || cluster.unreachable !== undefined || hasUnknown(inputs)) return undefined;
  const wanted = manifest(inputs);
  const kind = await cluster.discovery.find(wanted.apiVersion, wanted.kind);
  if (kind === undefined) return undefined;
  const object = inItsScope(wanted, kind);
  const force = isForced(object, settings.enablePatchForce || settings.upsertExistingObjects);
  const warn = (message: string) => call.say("warning", message);
  return await explained(object, verb, async () => {
    try {
      return await attempt(cluster, { object, kind, manager, force, dryRun: true, signal: call.signal, warn });
    } catch (error) {
      if (isRefusal(error, 404)) return undefined;
      throw error;
    }
  });
}

/**
 * A name that is taken by an object of Pulumi's is one that will be replaced: the new one is tried under another name, as
 * the old one's immutable fields would be in its way.
 */
async function attemptCreate(cluster: Cluster, application: Application, upsert: boolean): Promise<KubeObject> {
  const { object, kind } = application;
  if (object.metadata.name === undefined) return await generate(cluster.api, application);
  const existing = await findLive(cluster, kind, object);
  if (existing === undefined || upsert) return await apply(cluster.api, application);
  if (!isManagedByPulumi(existing)) throw explainExisting(object);
  const stranger = { ...object, metadata: { ...object.metadata, name: `preview-${randomBytes(4).toString("hex")}` } };
  const tried = await apply(cluster.api, { ...application, object: stranger });
  return { ...tried, metadata: { ...tried.metadata, name: object.metadata.name } };
}
