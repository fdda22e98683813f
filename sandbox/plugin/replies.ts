import { isDeepStrictEqual } from "node:util";
import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { parsePath, valueAt, within } from "./path";
import type { ChangeKind, Difference, Props } from "./types";

const KINDS: Readonly<Record<ChangeKind, PropertyDiff.Kind>> = {
  add: PropertyDiff.Kind.ADD,
  "add-replace": PropertyDiff.Kind.ADD_REPLACE,
  delete: PropertyDiff.Kind.DELETE,
  "delete-replace": PropertyDiff.Kind.DELETE_REPLACE,
  update: PropertyDiff.Kind.UPDATE,
  "update-replace": PropertyDiff.Kind.UPDATE_REPLACE,
};

/** During a refresh the engine leaves ignoreChanges to the provider: an ignored change is none. */
export function withoutIgnored(difference: Difference, ignored: readonly string[]): Difference {
  const isIgnored = within(ignored);
  const changes = Object.entries(difference.changes).filter(([path]) => !isIgnored(path));
  return { ...difference, changes: Object.fromEntries(changes) };
}

/** The engine shows old inputs against new ones, and old outputs where only those differ. */
export function diffResponse(difference: Difference, oldInputs: Props, news: Props): DiffResponse {
  const changes = Object.entries(difference.changes);
  const response = new DiffResponse();
  response.setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
  response.setHasdetaileddiff(true);
  response.setDeletebeforereplace(difference.deleteBeforeReplace ?? false);
  response.setDiffsList([...new Set(changes.map(([path]) => String(parsePath(path)[0])))]);
  response.setReplacesList(changes.filter(([, kind]) => kind.endsWith("-replace")).map(([path]) => path));
  for (const [path, kind] of changes) {
    const diff = new PropertyDiff();
    diff.setKind(KINDS[kind]);
    const parsed = parsePath(path);
    diff.setInputdiff(!isDeepStrictEqual(valueAt(oldInputs, parsed), valueAt(news, parsed)));
    response.getDetaileddiffMap().set(path, diff);
  }
  return response;
}
