import { differences } from "../../plugin/differences";
import { type Call, type Mistake, type Props, type ResourceKind, UNKNOWN } from "../../plugin/types";
import type { Cluster, Connection } from "./connection";
import { createObject } from "./create";
import { deleteObject } from "./deletion";
import { explainUnreachable } from "./explain";
import { completeInputs, type Defaults, isAutonamed, propsOf } from "./inputs";
import { previewCreate, previewUpdate } from "./preview";
import { readObject } from "./read";
import { replacesOn } from "./replacements";
import { type ObjectKind, objectKindOf } from "./tokens";
import { updateObject } from "./update";
import { hasFiles } from "./values";

/** What only the official plugin waits for. */
const WAIT_FOR = "pulumi.com/waitFor";

/** Any kind of object, by its Pulumi type. Errors: types that are no objects of the API. */
export function resourceKind(type: string): ResourceKind<Connection> {
  const byToken = objectKindOf(type);
  return {
    check: async ({ cluster, namespace }, news, olds, call) => {
      const kind = writtenKind(news, byToken);
      const served = await reached(cluster)?.discovery.find(kind.apiVersion, kind.kind);
      const defaults: Defaults = { ...kind, resourceName: call.name, namespace, namespaced: served?.namespaced };
      return { inputs: completeInputs(news, olds, defaults), mistakes: mistakesIn(news, call) };
    },
    diff: async ({ settings }, olds, news) => {
      const mutability = { secrets: settings.enableSecretMutable, configMaps: settings.enableConfigMapMutable };
      const changes = differences(olds.inputs, news, replacesOn(news, mutability));
      return { changes, deleteBeforeReplace: keepsItsName(olds.inputs, news) };
    },
    create: async (connection, inputs, call) => {
      if (call.preview) return { id: "", outputs: await previewCreate(connection, inputs, call) };
      return await createObject(needed(connection), connection, inputs, call);
    },
    update: async (connection, olds, news, call) => {
      if (call.preview) return await previewUpdate(connection, olds, news, call);
      return await updateObject(needed(connection), connection, olds, news, call);
    },
    read: async (connection, id, known, call) => {
      const { deleteUnreachable, skipUpdateUnreachable } = connection.settings;
      if (reached(connection.cluster) === undefined && deleteUnreachable) return undefined;
      if (reached(connection.cluster) === undefined && skipUpdateUnreachable && known !== undefined) return known;
      return await readObject(needed(connection), writtenKind(known?.inputs ?? {}, byToken), id, known, call);
    },
    delete: async (connection, olds, call) => {
      if (reached(connection.cluster) === undefined && connection.settings.deleteUnreachable) return;
      const cluster = needed(connection);
      const kind = writtenKind(olds.inputs, byToken);
      const served = await cluster.discovery.find(kind.apiVersion, kind.kind);
      if (served !== undefined) await deleteObject(cluster, served, olds, call);
    },
    secretOutputs: byToken.kind === "Secret" && byToken.apiVersion === "v1" ? ["data", "stringData"] : [],
  };
}

/** The kind that the object says it is: the program may use another version than the resource's type. */
function writtenKind({ apiVersion, kind }: Props, byToken: ObjectKind): ObjectKind {
  const isWritten = typeof apiVersion === "string" && typeof kind === "string";
  return isWritten ? { apiVersion, kind } : byToken;
}

function mistakesIn(news: Props, call: Call): Mistake[] {
  const annotations = propsOf(propsOf(news.metadata).annotations);
  if (annotations[WAIT_FOR] !== undefined) call.say("warning", `${WAIT_FOR} is not rehearsed: it is not waited for`);
  return Object.entries(news).flatMap(([property, value]) => {
    return hasFiles(value) ? [{ property, reason: "holds an asset or archive, which no Kubernetes object can" }] : [];
  });
}

/** The old one has to go first where the new one needs its very name. */
function keepsItsName(olds: Props, news: Props): boolean {
  const [old, now] = [propsOf(olds.metadata), propsOf(news.metadata)];
  if (isAutonamed(news) || now.name === UNKNOWN) return false;
  return old.name === now.name && old.namespace === now.namespace;
}

function reached(cluster: Cluster | undefined): Cluster | undefined {
  return cluster?.unreachable === undefined ? cluster : undefined;
}

function needed({ cluster }: Connection): Cluster {
  if (cluster === undefined) throw new Error("the provider's kubeconfig is not known yet");
  if (cluster.unreachable !== undefined) throw explainUnreachable(cluster.unreachable);
  return cluster;
}
