import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, editDistance } from "../../../config/didYouMean";

describe("editDistance", () => {
  it.each([
    ["", "abc", 3],
    ["regoins", "regions", 1],
    ["gpu_2x_a10", "gpu_1x_a10", 1],
    ["kitten", "sitting", 3],
  ])("of %j and %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it("is 0 for equal words only, the same both ways, and no more than the longer word", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("didYouMean", () => {
  it("finds a word behind a typing mistake, whatever its case", () => {
    expect(didYouMean("Endpiont", ["regions", "endpoint"])).toBe("endpoint");
  });

  it("stays silent where nothing is near", () => {
    expect(didYouMean("zebra", ["regions", "endpoint"])).toBeUndefined();
    expect(didYouMean("zebra", [])).toBeUndefined();
  });
});
