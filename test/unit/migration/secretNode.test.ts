import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { parse, parseDocument, stringify } from "yaml";
import { readNode, secretNode } from "../../../ops/migration/secretNode";
import { Vault } from "../../../ops/migration/vault";
import { evaluate } from "../../../toolchain/evaluator";
import { obtain } from "../../../toolchain/obtain";

let evaluator: string;
beforeAll(async () => {
  evaluator = (await obtain(["sophia-esc"], (line) => console.log(line)))["sophia-esc"] ?? "";
}, 300_000);

/** What ESC and YAML trip over, oftener than chance would have it. */
const tricky = fc.constantFrom(
  "$",
  "{",
  "}",
  "${",
  "$$",
  "\n",
  "\r",
  "\t",
  " ",
  ":",
  "#",
  "'",
  '"',
  "\\",
  "\u2028",
  "\u0085",
);
const value = fc
  .array(fc.oneof(tricky, fc.string({ unit: "binary", maxLength: 3 }), fc.string({ maxLength: 5 })), { maxLength: 12 })
  .map((parts) => parts.join(""));

it("is opened by Pulumi's evaluator as what was put in, and is a secret", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 100 }), async (values) => {
      const vault = new Vault("v/v", undefined);
      for (const [i, one] of values.entries()) vault.put(`unsorted.S${i}`, one);
      const request = { environments: { "v/v": vault.toString() }, root: "v/v", showSecrets: true };
      const { properties, secrets, diagnostics } = await evaluate(evaluator, request);
      expect(diagnostics).toEqual([]);
      expect(values.map((_, i) => Object(properties.unsorted)[`S${i}`])).toEqual(values);
      expect(secrets).toHaveLength(values.length);
    }),
    { numRuns: 30 },
  );
});

it("has no text that ESC reads in one way and what it has sealed in another", () => {
  fc.assert(
    fc.property(value, (one) => {
      expect(stringify(secretNode(one))).not.toMatch(/\$[${]/);
    }),
  );
});

it("is read back as what was put in, from the definition's text", () => {
  fc.assert(
    fc.property(value, (one) => {
      const { contents } = parseDocument(stringify(secretNode(one), { lineWidth: 0 }));
      expect(readNode(contents)).toEqual({ kind: "secret", value: one });
    }),
  );
});

it("is readable where it can be", () => {
  expect(parse(stringify(secretNode("a: $b\n")))).toEqual({ "fn::secret": "a: $b\n" });
});
