import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { catalogue } from "../../../../credentials/catalogue";
import { standInSecrets } from "../../../../credentials/standIns";
import { Malformed, setCredential, withSecret } from "../../../../ops/esc/setCredential";
import { Conflict } from "../../../../ops/esc/store";
import { memoryStore } from "./memoryStore";

const values = standInSecrets("seed", catalogue);
const openai = catalogue.find(({ id }) => id === "openai-api-key") ?? catalogue[0];
const key = values[openai.id] ?? "";

describe("withSecret", () => {
  it("keeps comments, order and every other key", () => {
    const before = "# the vault\nvalues:\n  # theirs\n  other: 1 # one\n  ai:\n    claude: {apiKey: {fn::secret: x}}\n";
    const after = withSecret(before, "ai.openai.apiKey", "new", "v/s");
    expect(after).toBe(
      "# the vault\nvalues:\n  # theirs\n  other: 1 # one\n  ai:\n    claude: { apiKey: { fn::secret: x } }\n    openai:\n      apiKey:\n        fn::secret: new\n",
    );
  });

  it("sets any credential to any text in any vault, and changes nothing else", () => {
    const ids = fc.dictionary(fc.constantFrom(...catalogue.map(({ escPath }) => escPath)), fc.string());
    fc.assert(
      fc.property(ids, fc.constantFrom(...catalogue), fc.string({ unit: "grapheme" }), (held, { escPath }, value) => {
        let yaml = "";
        for (const [path, secret] of Object.entries(held)) yaml = withSecret(yaml, path, secret, "v/s");
        const after = parse(withSecret(yaml, escPath, value, "v/s"));
        for (const [path, secret] of Object.entries({ ...held, [escPath]: value })) {
          const leaf = path.split(".").reduce((node, step) => node?.[step], after.values);
          expect(leaf).toEqual({ "fn::secret": secret });
        }
      }),
    );
  });

  it.each(["", "# nothing yet\n", "values:\n", "values: {}\n", "values:\n  ai:\n    openai:\n"])(
    "begins where there is nothing: %j",
    (before) => {
      expect(parse(withSecret(before, "ai.openai.apiKey", "new", "v/s"))).toEqual({
        values: { ai: { openai: { apiKey: { "fn::secret": "new" } } } },
      });
    },
  );

  it.each([
    ["values: {ai: canary}", "v/s: ai is a value, so ai.openai.apiKey can't be set in it"],
    ["values: {ai: [canary]}", "v/s: ai is a list"],
    ["values: {ai: {openai: {fn::secret: canary}}}", "v/s: ai.openai is a value"],
    ["values:\n  ai: {canary", "v/s is not YAML"],
  ])("says what is in the way without showing it: %s", (before, message) => {
    const act = () => withSecret(before, "ai.openai.apiKey", "new", "v/s");
    expect(act).toThrow(message);
    expect(act).not.toThrow("canary");
  });
});

describe("setCredential", () => {
  it("makes the vault where there is none, and writes nothing where the value is there", async () => {
    const store = memoryStore();
    expect(await setCredential(store, "v/s", openai, key)).toBe(true);
    expect(await setCredential(store, "v/s", openai, key)).toBe(false);
    expect(store.writes).toEqual(["write v/s"]);
  });

  it("refuses a malformed value before it asks for anything, and does not show it", async () => {
    const store = memoryStore();
    await expect(setCredential(store, "v/s", openai, "canary")).rejects.toThrow(Malformed);
    await expect(setCredential(store, "v/s", openai, "canary")).rejects.not.toThrow("canary");
    expect(store.environments.size).toBe(0);
  });

  it("starts again from what somebody else wrote meanwhile, and keeps theirs", async () => {
    const store = memoryStore({ "v/s": "values: {}" });
    store.before = () => {
      store.before = () => undefined;
      store.environments.set("v/s", { yaml: "values: {theirs: 1}", revision: 9, tags: new Map() });
    };
    await setCredential(store, "v/s", openai, key);
    expect(parse(store.environments.get("v/s")?.yaml ?? "").values).toMatchObject({ theirs: 1, ai: {} });
  });

  it("gives up after five who were faster", async () => {
    const store = memoryStore({ "v/s": "values: {}" });
    let times = 0;
    store.before = (call) => {
      times++;
      throw new Conflict(call);
    };
    await expect(setCredential(store, "v/s", openai, key)).rejects.toThrow(Conflict);
    expect(times).toBe(5);
  });
});
