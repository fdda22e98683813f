import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { World } from "../../../sandbox/world/world";

describe("World", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "world-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("holds after any history, in a new process too, what was last put", () => {
    const step = fc.record({ id: fc.constantFrom("a", "b", "c/d", "__proto__"), value: fc.option(fc.integer()) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (history) => {
        rmSync(folder, { recursive: true, force: true });
        const things = new World(folder).collection<number>("vendor.thing");
        const expected = new Map<string, number>();
        for (const { id, value } of history) {
          if (value === null) expect(things.delete(id)).toBe(expected.delete(id));
          else {
            things.put(id, value);
            expected.set(id, value);
          }
        }
        const reopened = new World(folder).collection<number>("vendor.thing");
        expect(new Map(reopened.list().map(({ id, value }) => [id, value]))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("takes no half-written file for a world", () => {
    new World(folder).collection("vendor.thing").put("a", 1);
    writeFileSync(join(folder, "vendor.thing.json.new"), '{"a": 2, "b');
    expect(new World(folder).collection("vendor.thing").list()).toEqual([{ id: "a", value: 1 }]);
  });

  it("counts only the collections that hold something", () => {
    const world = new World(folder);
    world.collection("vendor.thing").put("a", 1);
    world.collection("vendor.other").put("b", 1);
    world.collection("vendor.other").delete("b");
    expect(world.counts()).toEqual({ "vendor.thing": 1 });
  });
});
