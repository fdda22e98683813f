import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences } from "../../../sandbox/plugin/differences";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { aligned, forcesReplacement, isSame } from "../../../sandbox/table/aligned";
import { withAutoname } from "../../../sandbox/table/autoname";
import { flag, list, map, object, secretPaths, set, text } from "../../../sandbox/table/field";

const word = text({ anyCase: true });
const fields = {
  mode: word,
  tags: set(text()),
  rules: set(object({ name: text(), mode: word })),
  order: list(word),
  labels: map(text()),
  once: text({ createOnly: true }),
  inner: object({ mode: word, fixed: text({ forcesReplacement: true }) }),
};

describe("aligned inputs", () => {
  it("differ only where the vendor would see a change", () => {
    const olds = {
      mode: "a",
      tags: ["x", "y"],
      rules: [{ name: "1", mode: "a" }],
      order: ["p", "q"],
      once: "then",
      inner: { mode: "m" },
    };
    const news = {
      mode: "A",
      tags: ["y", "x"],
      rules: [{ name: "1", mode: "A" }],
      order: ["P", "q"],
      once: "now",
      inner: { mode: "M" },
    };
    expect(differences(olds, aligned(fields, olds, news))).toEqual({});
    expect(differences(olds, aligned(fields, olds, { ...news, order: ["q", "P"], tags: ["z", "y"] }))).toEqual({
      "tags[0]": "update",
      "order[0]": "update",
      "order[1]": "update",
    });
  });

  it("keep what a preview doesn't know as a change", () => {
    expect(differences({ mode: "a" }, aligned(fields, { mode: "a" }, { mode: UNKNOWN }))).toEqual({ mode: "update" });
    expect(isSame(text({ same: () => true }), "a", "b")).toBe(true);
    expect(isSame(text({ same: () => true }), "a", UNKNOWN)).toBe(false);
  });

  it("say nothing of a set's order, whatever it is", () => {
    const elements = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        elements.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([olds, news]) => {
          expect(isSame(fields.tags, olds, news)).toBe(true);
          expect(isSame(fields.tags, olds, [...news, "another, longer one"])).toBe(false);
          expect(isSame(fields.tags, olds, news.slice(1))).toBe(false);
        },
      ),
    );
  });
});

describe("a replacement", () => {
  it("is forced by a field, or by one around it", () => {
    const forces = forcesReplacement({ ...fields, tags: set(text(), { forcesReplacement: true }) });
    expect(["inner.fixed", "tags[0]", "tags"].map(forces)).toEqual([true, true, true]);
    expect(["inner.mode", "mode", "labels.fixed", "unheard.of"].map(forces)).toEqual([false, false, false, false]);
  });
});

describe("a made-up name", () => {
  const named = { name: text({ autoname: true }) };

  it("stays from one up to the next, and is new for a replacement", () => {
    const first = withAutoname(named, {}, undefined, "thing").name;
    expect(withAutoname(named, {}, { name: first }, "thing").name).toBe(first);
    expect(withAutoname(named, {}, undefined, "thing").name).not.toBe(first);
  });

  it("is not taken from a name that the program gave before, nor made where there is one", () => {
    expect(withAutoname(named, {}, { name: "thing-mine" }, "thing").name).toMatch(/^thing-[0-9a-f]{7}$/);
    expect(withAutoname(named, { name: "mine" }, undefined, "thing").name).toBe("mine");
    expect(withAutoname({ other: flag() }, {}, undefined, "thing")).toEqual({});
  });
});

describe("secret paths", () => {
  it("reach into objects and lists", () => {
    const secret = text({ secret: "hidden" });
    expect(
      secretPaths({
        token: secret,
        plain: text(),
        inner: object({ key: secret }),
        all: set(object({ value: secret })),
      }),
    ).toEqual(["token", "inner.key", "all[*].value"]);
  });
});
