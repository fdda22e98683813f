import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../sandbox/plugin/types";
import { fingerprint, Sealer } from "../../../sandbox/table/secrets";
import { toJson } from "../../../sandbox/table/value";
import { sandboxContext } from "./support";

describe("a sealed value", () => {
  it("comes back whole, also after a restart, and is never the same text twice", () => {
    const { folder } = sandboxContext();
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const sealed = new Sealer(folder).seal(value);
        expect(new Sealer(folder).open(sealed)).toBe(value);
        expect(new Sealer(folder).seal(value)).not.toBe(sealed);
      }),
      { numRuns: 20 },
    );
  });

  it("is sealed with a key that only the user can read", () => {
    const { folder } = sandboxContext();
    new Sealer(join(folder, "vendor")).seal("x");
    const file = join(folder, "vendor", "sealing.key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file)).toHaveLength(32);
  });

  it("that was tampered with is not opened, and one in clear is taken as it is", () => {
    const sealer = new Sealer(sandboxContext().folder);
    const sealed = sealer.seal("value");
    expect(() => sealer.open(`${sealed.slice(0, -4)}AAA=`)).toThrow();
    expect(sealer.open("by hand")).toBe("by hand");
  });
});

describe("a fingerprint", () => {
  it("is salted, and nothing of the value", () => {
    const [, salt = "", hash] = fingerprint("canary").match(/^sha256:([0-9a-f]{32}):([0-9a-f]{64})$/) ?? [];
    expect(hash).toBe(createHash("sha256").update(`${salt}canary`).digest("hex"));
    expect(fingerprint("canary")).not.toBe(fingerprint("canary"));
  });
});

describe("a value for the world", () => {
  it("is plain JSON without nulls in objects, and never a preview's unknown", () => {
    expect(toJson({ a: null, b: [1, null], c: undefined })).toEqual({ b: [1, null] });
    expect(() => toJson({ a: [UNKNOWN] })).toThrow("Only a known, plain value can be stored.");
  });
});
