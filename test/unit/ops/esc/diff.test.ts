import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hunks, lineDiff } from "../../../../ops/esc/lineDiff";
import { holdsSecret, masked, secretsIn } from "../../../../ops/esc/secrets";

const text = fc
  .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

describe("a difference", () => {
  it("leads from one text to the other and takes no line away that both have at its place", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        const side = (sign: "-" | "+") => lines.filter((line) => line.sign !== sign).map((line) => `${line.text}\n`);
        expect(side("+").join("")).toBe(before);
        expect(side("-").join("")).toBe(after);
        if (before === after) expect(lines.every(({ sign }) => sign === " ")).toBe(true);
      }),
    );
  });

  it("is shown with two lines around it and a mark for what is left out", () => {
    const lines = lineDiff("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\nx\n");
    expect(hunks(lines).map((line) => (line === undefined ? "…" : line.sign + line.text))).toEqual([
      " 5",
      " 6",
      "-7",
      "+x",
    ]);
    expect(hunks(lineDiff("x\n1\n2\n3\n4\n", "y\n1\n2\n3\n4\n")).at(-1)).toBeUndefined();
  });
});

describe("the secrets of a definition", () => {
  const yaml = "values:\n  a: {fn::secret: one}\n  # kept\n  b:\n    - fn::secret: {ciphertext: two}\n  c: three\n";

  it("are found and masked, in clear or sealed, and nothing else is", () => {
    expect(holdsSecret(yaml)).toBe(true);
    expect(secretsIn(yaml)).toEqual(["one"]);
    expect(masked(yaml)).not.toMatch(/one|two/);
    expect(masked(yaml)).toMatch(/# kept[\s\S]*c: three/);
    expect(holdsSecret("values: {a: secret}")).toBe(false);
  });

  it("are not shown either where the text is no YAML", () => {
    expect(masked("values: {a: {fn::secret: one}")).not.toContain("one");
  });
});
