import type { Props, Value } from "./types";
import { isValueList, isValueObject } from "./values";
import { own } from "./wire";

/** A property path: names and list indices; the name `*` stands for any of either. */
export type Path = readonly (string | number)[];

/** Reads a path as Pulumi writes them: `spec.containers[0]["a.b"]`, `tags[*]`. */
export function parsePath(text: string): Path {
  const parts = [...text.matchAll(/\["((?:\\"|[^"])*)"\]|\[(\d+|\*)\]|([^.[]+)/g)];
  return parts.map(([, quoted, index, name]) => {
    if (quoted !== undefined) return quoted.replaceAll('\\"', '"');
    if (index !== undefined) return index === "*" ? "*" : Number(index);
    return name ?? "";
  });
}

/** The reverse of `parsePath`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[A-Za-z0-9_]+$/.test(part)) return `${text}["${part.replaceAll('"', '\\"')}"]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** True where `path` is `outer` or something inside it. */
export function isWithin(path: Path, outer: Path): boolean {
  return outer.length <= path.length && outer.every((part, index) => part === "*" || part === path[index]);
}

/** For `differences`: true for each path that is one of `outers` or inside one. */
export function within(outers: readonly string[]): (path: string) => boolean {
  const parsed = outers.map(parsePath);
  return (path) => parsed.some((outer) => isWithin(parsePath(path), outer));
}

/** The value at `path`, or undefined. */
export function valueAt(value: Value | undefined, path: Path): Value | undefined {
  const [part, ...rest] = path;
  return part === undefined ? value : valueAt(childOf(value, part), rest);
}

/**
 * `news` with what `olds` has at each of `ignored`: what `ignoreChanges` means. As in the engine, elements that were
 * added to or removed from a list can't be ignored.
 */
export function withIgnored(news: Props, olds: Props, ignored: readonly string[]): Props {
  return ignored.reduce<Props>((props, path) => withOld(props, olds, parsePath(path)) as Props, news);
}

function withOld(now: Value | undefined, old: Value | undefined, path: Path): Value | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return old;
  if (isValueList(now) && isValueList(old)) {
    return now.map((value, index) => {
      const isMeant = (part === "*" || part === index) && index < old.length;
      return isMeant ? (withOld(value, old[index], rest) ?? value) : value;
    });
  }
  if (!isValueObject(now) || !isValueObject(old)) return now;
  const names = part === "*" ? new Set([...Object.keys(now), ...Object.keys(old)]) : [String(part)];
  const changed: Props = Object.fromEntries(
    [...names].map((name) => [name, withOld(own(now, name), own(old, name), rest)]),
  );
  const merged: Props = { ...now, ...changed };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function childOf(value: Value | undefined, part: string | number): Value | undefined {
  if (isValueList(value)) return typeof part === "number" ? value[part] : undefined;
  return isValueObject(value) ? own(value, String(part)) : undefined;
}
