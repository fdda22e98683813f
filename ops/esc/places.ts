import { isNode, isPair, isScalar, LineCounter, type Pair, parseDocument, visit } from "yaml";

/** Both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A value that holds no others, by its path below `values`. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
  readonly place: Place;
}

/** Where a key is: the one at this path, or the first of this name; undefined where there is none. */
export function placeIn(yaml: string, key: string | readonly string[]): Place | undefined {
  const { pairs, place } = pairsOf(yaml);
  const found = pairs.find(({ path }) => (typeof key === "string" ? path.at(-1) === key : same(path, key)));
  return found === undefined ? undefined : place(found.pair);
}

/** In the order of the text. */
export function leavesOf(yaml: string): Leaf[] {
  const { pairs, place } = pairsOf(yaml);
  const leaves = pairs.filter(({ path, pair }) => path[0] === "values" && isScalar(pair.value));
  return leaves.map(({ path, pair }) => {
    const value = isScalar(pair.value) ? pair.value.value : undefined;
    return { path: path.slice(1).join("."), value, place: place(pair) };
  });
}

function pairsOf(yaml: string) {
  const lines = new LineCounter();
  const pairs: { readonly path: readonly string[]; readonly pair: Pair }[] = [];
  visit(parseDocument(yaml, { lineCounter: lines }), {
    Pair: (_, pair, ancestors) => {
      const above = ancestors.flatMap((node) => (isPair(node) ? [keyOf(node)] : []));
      pairs.push({ path: [...above, keyOf(pair)], pair });
    },
  });
  const place = ({ key }: Pair): Place => {
    const { line, col: column } = lines.linePos(isNode(key) ? (key.range?.[0] ?? 0) : 0);
    return { line, column };
  };
  return { pairs, place };
}

const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);
const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((step, i) => step === b[i]);
