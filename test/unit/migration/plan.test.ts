import { describe, expect, it } from "vitest";
import { placeSecrets } from "../../../ops/migration/placing";
import { type Preference, plan } from "../../../ops/migration/plan";
import { Vault } from "../../../ops/migration/vault";

const value = `sk-${"a".repeat(40)}`;
const placements = placeSecrets([
  { name: "OPENAI_API_KEY", value },
  { name: "OLD", value: "old" },
]);
const states = (yaml: string | undefined, prefer: Preference = "esc") =>
  plan(placements, new Vault("v/v", yaml), prefer).map(({ state, note }) => `${state} ${note}`.trim());
const vaultWith = (openAi: string) => `values:\n  ai:\n    openai:\n      apiKey: ${openAi}\n`;
const unknown = "unsorted the catalogue doesn't know the name";

describe("plan", () => {
  it.each([
    ["there is no vault", undefined],
    ["the vault is empty", ""],
    ["it has only comments", "# ours\n"],
    ["values are empty", "values:\n"],
    ["the place is empty", vaultWith('""')],
    ["the place has no value", vaultWith("")],
    ["its group has no value", "values:\n  ai:\n"],
  ])("moves where %s", (_, yaml) => {
    expect(states(yaml)).toEqual(["moved", unknown]);
  });

  it("leaves what is there already", () => {
    expect(states(`${vaultWith(`{fn::secret: ${value}}`)}  unsorted: {OLD: {fn::secret: old}}`)).toEqual([
      "unchanged",
      "unchanged the catalogue doesn't know the name",
    ]);
  });

  it("makes a secret of what is there in clear", () => {
    expect(states(vaultWith(value))[0]).toBe("moved was there in clear");
  });

  it("leaves another value of ESC's, unless GitHub's is wanted", () => {
    const yaml = `${vaultWith("{fn::secret: newer}")}  unsorted: {OLD: {fn::secret: other}}`;
    expect(states(yaml)).toEqual(["differs ESC's stays", "differs ESC's stays"]);
    expect(states(yaml, "github")).toEqual(["moved replaced another value", "unsorted replaced another value"]);
  });

  it.each(["5", "{fn::open::gcp-secrets: {}}", "[a]", `{fn::secret: "a$\{b}"}`, "{fn::secret: {ciphertext: x}}"])(
    "never replaces what only ESC can read: %s",
    (node) => {
      expect(states(vaultWith(node), "github")[0]).toBe("differs ESC has no plain secret there");
    },
  );
});

describe("Vault", () => {
  it("keeps comments, other keys and their order", () => {
    const yaml =
      "# ours\nimports:\n  - a/b # why\nvalues:\n  # of the models\n  ai: # all of them\n  z: {q: 'x', y: [1, 2]}\npulumiConfig: |\n  a\n   b\n";
    const vault = new Vault("v/v", yaml);
    vault.put("ai.openai.apiKey", "k");
    expect(vault.toString()).toBe(
      "# ours\nimports:\n  - a/b # why\nvalues:\n  # of the models\n  ai:\n    # all of them\n    openai:\n      apiKey:\n" +
        "        fn::secret: \"k\"\n  z: { q: 'x', y: [ 1, 2 ] }\npulumiConfig: |\n  a\n   b\n",
    );
  });

  it.each([
    ["broken", "values: {a: canary", "v/v is not YAML (BAD_INDENT at character 18)"],
    ["a list", "- canary", "v/v is no mapping"],
    ["twice the same key", "values: {a: canary, a: canary}", "v/v is not YAML (DUPLICATE_KEY at character 20)"],
  ])("refuses a definition that is %s, and shows nothing of it", (_, yaml, message) => {
    expect(() => new Vault("v/v", yaml)).toThrow(message);
  });

  it.each([
    "values: canary",
    "values: {ai: canary}",
    "values: {ai: {openai: [canary]}}",
    "values: {ai: {fn::open::x: canary}}",
  ])("says what is in the way in %s, and shows nothing of it", (yaml) => {
    const look = () => new Vault("v/v", yaml).at("ai.openai.apiKey");
    expect(look).toThrow(/^v\/v: values\S* has to be a mapping, so that ai\.openai\.apiKey fits below it$/);
  });
});
