import { treeHash } from "./assets";
import { formatPath, type Path } from "./path";
import { type ChangeKind, FileTree, type Props, UNKNOWN, type Value } from "./types";
import { isValueList, isValueObject } from "./values";
import { own } from "./wire";

/**
 * What changed between two sets of properties, by path, as deep as both sides are objects or lists. Undefined and absent
 * are the same; an UNKNOWN on either side is a change. `replaceOn` says which paths force a replacement.
 */
export function differences(
  olds: Props,
  news: Props,
  replaceOn: (path: string) => boolean = () => false,
): Record<string, ChangeKind> {
  return Object.fromEntries(
    changes([], olds, news).map(([path, kind]) => [path, replaceOn(path) ? (`${kind}-replace` as const) : kind]),
  );
}

type Change = readonly [path: string, kind: "add" | "delete" | "update"];

function changes(path: Path, old: Value | undefined, now: Value | undefined): Change[] {
  if (old === undefined || now === undefined) {
    if (old === now) return [];
    return [[formatPath(path), old === undefined ? "add" : "delete"]];
  }
  if (isValueList(old) && isValueList(now)) {
    const longer = old.length > now.length ? old : now;
    return longer.flatMap((_, index) => changes([...path, index], old[index], now[index]));
  }
  if (isValueObject(old) && isValueObject(now)) {
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return names.flatMap((name) => changes([...path, name], own(old, name), own(now, name)));
  }
  return isSame(old, now) ? [] : [[formatPath(path), "update"]];
}

function isSame(old: Value, now: Value): boolean {
  if (old === UNKNOWN || now === UNKNOWN) return false;
  if (!(old instanceof FileTree) || !(now instanceof FileTree)) return old === now;
  const hash = treeHash(old);
  if (hash !== undefined && treeHash(now) !== undefined) return hash === treeHash(now);
  const names = [...old.files.keys()];
  return names.length === now.files.size && names.every((name) => isSameFile(old.files.get(name), now.files.get(name)));
}

function isSameFile(old: Uint8Array | undefined, now: Uint8Array | undefined): boolean {
  return old !== undefined && now !== undefined && Buffer.compare(old, now) === 0;
}
