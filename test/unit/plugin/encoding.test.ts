import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  containsSecret,
  isSecret,
  sealed,
  sealedAt,
  sealedLike,
  secretTexts,
  unsealed,
} from "../../../sandbox/plugin/secrets";
import { FileTree, UNKNOWN } from "../../../sandbox/plugin/types";
import { decode, decodeProps, encode, encodeProps } from "../../../sandbox/plugin/values";
import {
  fromStruct,
  isPlainObject,
  SIGNATURE,
  SIGNATURES,
  toStruct,
  UNKNOWN_TEXT,
  type Wire,
  type WireObject,
} from "../../../sandbox/plugin/wire";

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(UNKNOWN_TEXT),
) as fc.Arbitrary<Wire>;

/** Protobuf's map can't hold `__proto__`, and the engine never sends a plain object with a signature. */
const name = fc.string({ maxLength: 8 }).filter((key) => key !== "__proto__" && key !== SIGNATURE);

/** What the engine sends: secrets and unknowns at any depth, no secret inside a secret. */
const { anything } = fc.letrec<{ anything: Wire; clear: Wire }>((tie) => ({
  clear: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("clear"), { maxLength: 3 }),
    fc.dictionary(name, tie("clear"), { maxKeys: 3, noNullPrototype: true }),
  ),
  anything: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie("clear").map((wire) => sealed(wire)),
    fc.array(tie("anything"), { maxLength: 3 }),
    fc.dictionary(name, tie("anything"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(name, anything, { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<WireObject>;

describe("what an engine sends", () => {
  test("comes back the same after the vendor has echoed it, secrets and unknowns at any depth", () => {
    fc.assert(
      fc.property(object, (wire) => {
        const received = fromStruct(toStruct(wire));
        expect(sealedLike(encodeProps(decodeProps(received, "/")), received)).toEqual(wire);
      }),
    );
  });

  test("reaches the vendor without any wrapper or sentinel", () => {
    fc.assert(
      fc.property(object, (wire) => {
        const seen = encode(decode(wire, "/"));
        expect(containsSecret(seen)).toBe(false);
        expect(seen).toEqual(unsealed(wire));
      }),
    );
  });

  test("is unknown whatever type the engine expects there", () => {
    const texts = [
      "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
      "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
      "030794c1-ac77-496b-92df-f27374a8bd58",
      "e48ece36-62e2-4504-bad9-02848725956a",
      "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ];
    for (const text of texts) expect(decode(text, "/")).toBe(UNKNOWN);
    expect(decode(sealed(UNKNOWN_TEXT), "/")).toBe(UNKNOWN);
  });

  test("is refused where its signature was not agreed on", () => {
    expect(() => decode({ [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn" }, "/")).toThrow(
      "The engine sent a value with signature 5cf8f73096256a8f31e491e813e4eb8e, which was not agreed on.",
    );
  });
});

describe("a secret", () => {
  test("stays one wherever the vendor puts something at its path, and never shows through", () => {
    fc.assert(
      fc.property(object, object, (answer, like) => {
        const kept = sealedLike(unsealed(answer), like);
        expect(unsealed(kept)).toEqual(unsealed(answer));
        for (const [key, value] of Object.entries(like)) {
          if (Object.hasOwn(answer, key)) expectCovered((kept as WireObject)[key], value);
        }
      }),
    );
  });

  test("makes a reordered list secret as a whole", () => {
    const like = { list: ["a", sealed("b")] };
    expect(sealedLike({ list: ["a", "b"] }, like)).toEqual(like);
    expect(sealedLike({ list: ["b", "a"] }, like)).toEqual({ list: sealed(["b", "a"]) });
  });

  test("makes what was rendered from its parent secret", () => {
    expect(sealedLike({ data: "x=y" }, { data: { x: sealed("y") } })).toEqual({ data: sealed("x=y") });
    expect(sealedLike({ data: { x: "y" } }, { data: sealed({ x: "y" }) })).toEqual({ data: sealed({ x: "y" }) });
  });

  test("is made of each output that the vendor says is one, in lists and objects too", () => {
    const wire = { keys: [{ id: 1, private: "p" }], token: "t", later: UNKNOWN_TEXT };
    expect(sealedAt(wire, ["keys[*].private", "token", "later.deep", "absent"])).toEqual({
      keys: [{ id: 1, private: sealed("p") }],
      token: sealed("t"),
      later: sealed(UNKNOWN_TEXT),
    });
  });

  test("gives up its texts, numbers too, but not what is too short to be one", () => {
    const wire = { clear: "not me", a: sealed({ b: ["long enough", 12345, "abc", true, UNKNOWN_TEXT] }) };
    expect(secretTexts(wire)).toEqual(["long enough", "12345"]);
  });
});

describe("an asset or archive", () => {
  const folder = mkdtempSync(join(tmpdir(), "assets-"));
  mkdirSync(join(folder, "site", "css"), { recursive: true });
  writeFileSync(join(folder, "site", "index.html"), "hello");
  writeFileSync(join(folder, "site", "css", "a.css"), "red");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const asset = (of: WireObject) => ({ [SIGNATURE]: SIGNATURES.asset, ...of });
  const archive = (of: WireObject) => ({ [SIGNATURE]: SIGNATURES.archive, ...of });

  test("is read from the program's folder and echoed as it was sent", () => {
    const wire = archive({ hash: "h", assets: { text: asset({ text: "hi" }), web: archive({ path: "site" }) } });
    const tree = decode(wire, folder);
    if (!(tree instanceof FileTree)) throw new Error("not a tree");
    const files = [...tree.files].map(([path, content]) => [path, Buffer.from(content).toString()]).sort();
    expect(files).toEqual([
      ["text", "hi"],
      ["web/css/a.css", "red"],
      ["web/index.html", "hello"],
    ]);
    expect(encode(tree)).toEqual(wire);
  });

  test("has no files where the engine left its content out", () => {
    const tree = decode(asset({ hash: "h" }), folder);
    expect(tree instanceof FileTree && tree.files.size).toBe(0);
  });

  test("that isn't there is named", () => {
    expect(() => decode(asset({ path: "missing.txt" }), folder)).toThrow(
      `${join(folder, "missing.txt")} does not exist`,
    );
    expect(() => decode(asset({ uri: "https://example.com/a" }), folder)).toThrow("https://example.com/a is not on");
  });
});

/** Each secret of `like` is one in `wire` too, or in something that is, where there is anything at its path. */
function expectCovered(wire: Wire | undefined, like: Wire): void {
  if (wire === undefined || isSecret(wire) || !containsSecret(like)) return;
  const isOneList = Array.isArray(wire) && Array.isArray(like);
  expect(isOneList || (isPlainObject(wire) && isPlainObject(like))).toBe(true);
  const parts = new Map(Object.entries(wire as object));
  for (const [key, value] of Object.entries(like as object)) expectCovered(parts.get(key), value);
}
