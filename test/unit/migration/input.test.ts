import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NoSecrets, readSecrets } from "../../../ops/migration/input";

const mistakesIn = (text: string) => {
  try {
    readSecrets(text);
    return [];
  } catch (error) {
    if (error instanceof NoSecrets) return error.mistakes;
    throw error;
  }
};

describe("readSecrets", () => {
  it("takes what toJSON(secrets) gives, but for the run's own token", () => {
    expect(readSecrets('{"github_token": "of the run", "a_KEY": "a\\nb"}')).toEqual([{ name: "A_KEY", value: "a\nb" }]);
  });

  it.each([
    ["nothing", " \n", "nothing came on standard input"],
    ["no JSON", '{"A": canary', "it is not JSON"],
    ["a list", '["canary"]', "no object of names and values"],
    ["null", "null", "no object of names and values"],
    ["only the run's token", '{"github_token": "canary"}', "there is no secret in it"],
  ])("refuses %s", (_, text, why) => {
    expect(mistakesIn(text).join()).toContain(why);
  });

  it("tells all mistakes at once", () => {
    const text = JSON.stringify({
      "A-B": "x",
      NUMBER: 5,
      NOTHING: null,
      HALF: "\ud83d",
      BIG: "é".repeat(24_577),
      BIg: "",
    });
    expect(mistakesIn(text)).toEqual([
      "a name of 3 characters is none of GitHub's: letters, digits and _, no digit first",
      "NUMBER: is number, a string is wanted",
      "NOTHING: is null, a string is wanted",
      "HALF: is no valid Unicode, so it could not be kept as it is",
      "BIG: has 49154 bytes, GitHub's secrets have at most 49152",
      "BIG: is there twice, upper and lower case are the same to GitHub",
    ]);
  });

  it("takes 48 KB to the byte", () => {
    expect(mistakesIn(JSON.stringify({ BIG: "é".repeat(24_576) }))).toEqual([]);
  });

  it("shows nothing of what came, whatever it was", () => {
    const canary = "canary-of-a-secret";
    const anything = fc.oneof(
      fc.string().map((more) => `${more}${canary}`),
      fc.jsonValue().map((value) => JSON.stringify([value, canary])),
      fc.string().map((name) => JSON.stringify({ [`${name} ${canary}`]: 1, A: [canary], B: `${canary}\ud83d` })),
    );
    fc.assert(fc.property(anything, (text) => !mistakesIn(text).join().includes(canary)));
  });
});
