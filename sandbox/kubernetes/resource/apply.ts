import { type ClusterApi, isRefusal } from "../api";
import { collectionPath, objectPath, type ServedKind } from "../discovery";
import { isAnnotated, type KubeObject } from "../objects";
import { explainRefusal } from "./explain";
import { takenOver } from "./managers";

/** Given for the default that the API server fills in by itself (1.34). */
const IDLE_WARNINGS = new Set(["spec.SessionAffinity is ignored for headless services"]);

export interface Application {
  readonly object: KubeObject;
  readonly kind: ServedKind;
  readonly manager: string;
  readonly force: boolean;
  /** The API server does everything but keep it. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** Whether an object's fields are taken from whoever else owns them. */
export function isForced(object: KubeObject, enablePatchForce: boolean): boolean {
  return enablePatchForce || isAnnotated(object, "pulumi.com/patchForce");
}

/** Applies an object on the server's side. Errors: ApiError as it comes. */
export async function apply(api: ClusterApi, application: Application): Promise<KubeObject> {
  const { object, kind, manager, force, dryRun, signal, warn } = application;
  const query = { fieldManager: manager, force: String(force), dryRun: dryRun ? "All" : undefined };
  const contentType = "application/apply-patch+yaml";
  const path = objectPath(kind, object.metadata);
  const answer = await api.call<KubeObject>("PATCH", path, { query, body: object, contentType, signal });
  for (const warning of answer.warnings.filter((text) => !IDLE_WARNINGS.has(text))) warn(warning);
  return answer.body;
}

/** Server-side apply needs a name: for one that the API server draws (`generateName`) it is a plain create. */
export async function generate(api: ClusterApi, application: Application): Promise<KubeObject> {
  const { object, kind, manager, dryRun, signal, warn } = application;
  const query = { fieldManager: manager, fieldValidation: "Strict", dryRun: dryRun ? "All" : undefined };
  const path = collectionPath(kind, object.metadata.namespace);
  const answer = await api.call<KubeObject>("POST", path, { query, body: object, signal });
  for (const warning of answer.warnings.filter((text) => !IDLE_WARNINGS.has(text))) warn(warning);
  return answer.body;
}

/** `apply` on an object that may have been edited with kubectl: its edits are taken over first. */
export async function applyOver(api: ClusterApi, application: Application): Promise<KubeObject> {
  const { object, kind, manager, dryRun, signal } = application;
  const path = objectPath(kind, object.metadata);
  const live = await api.find(path, { signal });
  const managedFields = live === undefined ? undefined : takenOver(live, manager);
  if (live === undefined || managedFields === undefined) return await apply(api, application);
  if (dryRun) return await apply(api, { ...application, force: true });
  const body = [
    { op: "replace", path: "/metadata/managedFields", value: managedFields },
    { op: "replace", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
  ];
  await api.call("PATCH", path, { body, contentType: "application/json-patch+json", signal });
  return await apply(api, application);
}

/** Runs `work` on an object, with the API server's refusal said in a person's words. */
export async function explained<T>(object: KubeObject, verb: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) throw explainRefusal(object, verb, error);
    throw error;
  }
}
