import type { ApiError } from "../api";
import { describe, type KubeObject } from "../objects";

const FORCE =
  'the annotation pulumi.com/patchForce: "true" on the object, or enablePatchForce on the provider, takes them over';

/** Why the API server refused an object: what, where in it, and what mends it. */
export function explainRefusal(object: KubeObject, verb: string, error: ApiError): Error {
  const what = `${describe(object)} can't be ${verb}`;
  const isConflict = error.causes.some(({ reason }) => reason === "FieldManagerConflict");
  const lines = error.causes.map(({ field = "", message = "" }) => {
    return `  ${field === "" || field === "<nil>" ? "" : `${field.replace(/^\./, "")}: `}${message}`;
  });
  if (isConflict) return new Error([`${what}: others own these fields; ${FORCE}:`, ...lines].join("\n"));
  if (lines.length > 0)
    return new Error([`${what}: the API server refuses it (${error.reason}):`, ...lines].join("\n"));
  return new Error(`${what}: the API server refuses it (${error.reason}): ${error.message}`);
}

export function explainAbsentKind({ apiVersion, kind }: KubeObject): Error {
  return new Error(
    `the cluster serves no ${kind} of ${apiVersion}: create its CustomResourceDefinition first (dependsOn), ` +
      "or see `kubectl api-resources`",
  );
}

export function explainExisting(object: KubeObject): Error {
  return new Error(
    `${describe(object)} exists already, and not by this resource: import it with \`pulumi import\`, give an alias ` +
      "if the resource was renamed, or set upsertExistingObjects on the provider to adopt it",
  );
}

export function explainUnreachable(reason: string): Error {
  return new Error(
    `${reason}. \`npm run sophia status\` tells whether the sandbox runs; where the cluster is gone for good, ` +
      "deleteUnreachable on the provider forgets what was in it",
  );
}
