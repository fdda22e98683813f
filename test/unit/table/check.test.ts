import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Props, UNKNOWN } from "../../../sandbox/plugin/types";
import { check } from "../../../sandbox/table/check";
import { flag, integer, json, list, map, object, set, text } from "../../../sandbox/table/field";
import { nearest } from "../../../sandbox/table/nearest";
import { atLeastOneOf, atMostOneOf, conflictsWith, exactlyOneOf, requiredWith } from "../../../sandbox/table/rules";
import { inputsOf } from "./arbitrary";

const fields = {
  name: text({ required: true, max: 5 }),
  size: text({ oneOf: ["SMALL", "LARGE"], anyCase: true }),
  count: integer({ min: 1, max: 3, default: 2 }),
  on: flag({ unsetAs: false }),
  tags: set(text({ valid: (tag) => (tag.includes(" ") ? "must not have spaces" : undefined) }), { max: 2 }),
  labels: map(text()),
  anything: json(),
  password: text({ secret: "hidden", oneOf: ["open", "sesame"] }),
  inner: object({ port: integer({ required: true }), mode: text({ default: "tcp" }) }),
  inners: list(object({ port: integer({ required: true }) }, { rules: [exactlyOneOf("port")] })),
};

function reasons(inputs: Parameters<typeof check>[2], rules: Parameters<typeof check>[1] = []): string[] {
  return check(fields, rules, inputs).mistakes.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("checking inputs", () => {
  it("names every mistake at once, each with its path and what is allowed", () => {
    expect(
      reasons({
        nmae: "x",
        qqqqqqqq: 1,
        size: "HUGE",
        count: 4,
        on: "yes",
        tags: ["a b", "c", "d"],
        labels: { "a.b": 1 },
        inner: { mode: 1 },
        inners: [{ port: 1.5 }, "x"],
      }),
    ).toEqual([
      'nmae: is not an input; did you mean "name"?',
      "qqqqqqqq: is not an input; the inputs are anything, count, inner, inners, labels, name, on, password, size, tags",
      "name: is required",
      'size: must be one of SMALL, LARGE, not "HUGE"',
      "count: must be at most 3, not 4",
      'on: must be true or false, not "yes"',
      "tags: must be at most 2 long, not 3",
      'labels["a.b"]: must be a text, not 1',
      "inner.port: is required",
      "inner.mode: must be a text, not 1",
      "inners[0].port: must be a whole number, not 1.5",
      'inners[1]: must be an object, not "x"',
    ]);
    expect(reasons({ name: "a", tags: ["a b"] })).toEqual(["tags[0]: must not have spaces"]);
    expect(reasons({ name: "äää" })).toEqual(["name: must be at most 5 bytes long, not 6"]);
  });

  it("never shows a secret value", () => {
    expect(reasons({ name: "a", password: "canary" })).toEqual([
      "password: must be one of open, sesame, not the given value",
    ]);
    expect(reasons({ name: "a", password: 5 })).toEqual(["password: must be a text, not the given value"]);
  });

  it("shortens a long value", () => {
    expect(reasons({ name: "a", size: "x".repeat(500) })[0]).toHaveLength(
      'size: must be one of SMALL, LARGE, not "'.length + 62,
    );
  });

  it("passes whatever a preview doesn't know yet, at any depth", () => {
    expect(
      reasons({ name: UNKNOWN, count: UNKNOWN, tags: UNKNOWN, inner: { port: UNKNOWN }, inners: [UNKNOWN] }),
    ).toEqual([]);
    expect(reasons({ name: "a", size: UNKNOWN }, [exactlyOneOf("size", "count")])).toEqual([]);
  });

  it("fills in the plugin's defaults, inside objects too, and takes null for absent", () => {
    const { inputs } = check(fields, [], { name: "a", size: null, inner: { port: 1 }, count: null });
    expect(inputs).toEqual({ name: "a", count: 2, on: false, inner: { port: 1, mode: "tcp" } });
  });

  it("finds nothing wrong with what is allowed", () => {
    const { tags: _tags, inners: _inners, ...free } = fields;
    fc.assert(
      fc.property(inputsOf(free, {}), (inputs) => {
        expect(check(free, [], inputs).mistakes).toEqual([]);
      }),
    );
  });
});

describe("rules between inputs", () => {
  const both: Props = { a: 1, b: UNKNOWN };

  it("count what is given, known or not", () => {
    expect(exactlyOneOf("a", "b")({})).toEqual([{ property: "a", reason: 'one of "a", "b" is required' }]);
    expect(exactlyOneOf("a", "b")({ b: 1 })).toEqual([]);
    expect(atMostOneOf("a", "b")(both)).toEqual([
      { property: "b", reason: 'conflicts with "a"; give only one of "a", "b"' },
    ]);
    expect(atLeastOneOf("a", "b")(both)).toEqual([]);
    expect(requiredWith("a", "b")({ a: 1 })).toEqual([{ property: "b", reason: 'is required with "a"' }]);
    expect(requiredWith("a", "b")({ b: 1 })).toEqual([]);
    expect(conflictsWith("a", "b")(both)).toEqual([{ property: "a", reason: 'conflicts with "b"' }]);
    expect(conflictsWith("a", "b")({ b: 1 })).toEqual([]);
  });
});

describe("the nearest name", () => {
  it("is one with few letters amiss, and none where all are far", () => {
    expect(nearest("wharehouse", ["warehouse", "database"])).toBe("warehouse");
    expect(nearest("CREDITQUOTA", ["creditQuota"])).toBe("creditQuota");
    expect(nearest("xyz", ["warehouse"])).toBeUndefined();
  });
});
