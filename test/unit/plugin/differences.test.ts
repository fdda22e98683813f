import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences } from "../../../sandbox/plugin/differences";
import { formatPath, parsePath, valueAt, withIgnored, within } from "../../../sandbox/plugin/path";
import { withoutIgnored } from "../../../sandbox/plugin/replies";
import { FileTree, type Props, UNKNOWN, type Value } from "../../../sandbox/plugin/types";

const name = fc.string({ maxLength: 6 }).filter((key) => key !== "__proto__");
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ maxLength: 3 }),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const props = fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<Props>;

describe("differences", () => {
  test("are none exactly where both sides are equal", () => {
    fc.assert(
      fc.property(props, (olds) => {
        expect(differences(olds, structuredClone(olds))).toEqual({});
      }),
    );
    fc.assert(
      fc.property(props, props, (olds, news) => {
        const isEqual = JSON.stringify(sorted(olds)) === JSON.stringify(sorted(news));
        expect(Object.keys(differences(olds, news)).length === 0).toBe(isEqual);
      }),
    );
  });

  test("are the same the other way round, with added and deleted exchanged", () => {
    const other = { add: "delete", delete: "add", update: "update" } as Record<string, string>;
    fc.assert(
      fc.property(props, props, (olds, news) => {
        const there = Object.entries(differences(olds, news)).map(([path, kind]) => [path, other[kind]]);
        expect(differences(news, olds)).toEqual(Object.fromEntries(there));
      }),
    );
  });

  test("are named by path, as Pulumi writes paths", () => {
    const olds = {
      image: "a",
      spec: { ports: [{ port: 1 }, { port: 2 }], labels: { "a.b/c": "x" } },
      gone: { deep: 1 },
    };
    const news = { image: "a", spec: { ports: [{ port: 9 }], labels: { "a.b/c": "y" } }, fresh: [] };
    expect(differences(olds, news)).toEqual({
      "spec.ports[0].port": "update",
      "spec.ports[1]": "delete",
      'spec.labels["a.b/c"]': "update",
      gone: "delete",
      fresh: "add",
    });
  });

  test("say what forces a replacement", () => {
    const changes = differences(
      { name: "a", size: 1, tags: { x: 1 } },
      { name: "b", size: 2, tags: {} },
      within(["name", "tags"]),
    );
    expect(changes).toEqual({ name: "update-replace", size: "update", "tags.x": "delete-replace" });
  });

  test("take undefined for absent and an unknown for a change", () => {
    expect(differences({ a: undefined }, {})).toEqual({});
    expect(differences({}, { constructor: "x" })).toEqual({ constructor: "add" });
    expect(differences({ a: { b: 1 } }, { a: { b: 1, c: undefined } })).toEqual({});
    expect(differences({ a: 1 }, { a: UNKNOWN })).toEqual({ a: "update" });
    expect(differences({ a: UNKNOWN }, { a: UNKNOWN })).toEqual({ a: "update" });
  });

  test("compare files by the engine's hash, and by content where there is none", () => {
    const tree = (text: string, hash?: string) => new FileTree(new Map([["", Buffer.from(text)]]), { hash });
    expect(differences({ f: tree("a", "1") }, { f: tree("b", "1") })).toEqual({});
    expect(differences({ f: tree("a", "1") }, { f: tree("a", "2") })).toEqual({ f: "update" });
    expect(differences({ f: tree("a") }, { f: tree("a") })).toEqual({});
    expect(differences({ f: tree("a") }, { f: tree("b") })).toEqual({ f: "update" });
  });
});

describe("a property path", () => {
  test("reads back as it was written, whatever its names hold", () => {
    const part = fc.oneof(
      fc.nat(9),
      fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !text.includes("\\")),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(part, { maxLength: 4 }), (first, rest) => {
        fc.pre(!first.includes("\\"));
        expect(parsePath(formatPath([first, ...rest]))).toEqual([first, ...rest]);
      }),
    );
  });

  test("of a change leads to the value that changed", () => {
    fc.assert(
      fc.property(props, props, (olds, news) => {
        for (const [path, kind] of Object.entries(differences(olds, news))) {
          expect(valueAt(olds, parsePath(path)) === undefined).toBe(kind === "add");
          expect(valueAt(news, parsePath(path)) === undefined).toBe(kind === "delete");
        }
      }),
    );
  });
});

describe("ignored properties", () => {
  test("keep their old value, nested, in lists, by wildcard, and where they were absent", () => {
    const olds = { replicas: 1, spec: { containers: [{ image: "a", cpu: 1 }, { image: "b" }] }, labels: { x: "1" } };
    const news = {
      replicas: 5,
      spec: { containers: [{ image: "A", cpu: 2 }, { image: "B" }] },
      labels: { y: "2" },
      extra: 1,
    };
    expect(
      withIgnored(news, olds, ["replicas", "spec.containers[*].image", 'labels["x"]', "labels.y", "extra"]),
    ).toEqual({
      replicas: 1,
      spec: { containers: [{ image: "a", cpu: 2 }, { image: "b" }] },
      labels: { x: "1" },
    });
  });

  test("never differ afterwards", () => {
    fc.assert(
      fc.property(
        props,
        props,
        fc.array(name.filter((text) => text !== "" && !/["\\]/.test(text))),
        (olds, news, names) => {
          const ignored = names.map((text) => `["${text}"]`);
          const left = Object.keys(differences(olds, withIgnored(news, olds, ignored)));
          expect(left.filter((path) => within(ignored)(path))).toEqual([]);
        },
      ),
    );
  });

  test("may be all names of an object, whichever side has them", () => {
    expect(withIgnored({ labels: { a: "new", b: "2" } }, { labels: { a: "1", c: "3" } }, ["labels.*"])).toEqual({
      labels: { a: "1", c: "3" },
    });
  });

  test("are no change of the resource, wherever the vendor saw one", () => {
    const changes = { "spec.replicas": "update", spec: "update", list: "add", "spec.image": "update-replace" } as const;
    expect(withoutIgnored({ changes, deleteBeforeReplace: true }, ["spec.replicas", "list[*]", "spec.*.deep"])).toEqual(
      {
        changes: { spec: "update", list: "add", "spec.image": "update-replace" },
        deleteBeforeReplace: true,
      },
    );
  });

  test("can't keep elements of a list that came or went", () => {
    expect(withIgnored({ list: [1, 2, 3] }, { list: [9, 8] }, ["list[*]"])).toEqual({ list: [9, 8, 3] });
  });
});

function sorted(of: Value | undefined): unknown {
  if (Array.isArray(of)) return of.map(sorted);
  if (typeof of !== "object" || of === null) return of;
  return Object.entries(of)
    .map(([key, inner]) => [key, sorted(inner)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    .concat([["object", Array.isArray(of)]]);
}
