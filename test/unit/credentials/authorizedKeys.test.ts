import { describe, expect, it } from "vitest";
import { parseAuthorizedKeys, problemWithAuthorizedKeys } from "../../../credentials/authorizedKeys";
import { sshKeyPair } from "../../../credentials/openSsh";

const keys = [1, 2, 3].map((seed) => sshKeyPair(Buffer.alloc(32, seed), "test"));
const [a = "", b = "", c = ""] = keys.map(({ publicKey }) => publicKey);

describe("the keys that hosts accept", () => {
  it.each([
    ["one", a],
    ["two, as during a rotation", `${a}\n${b}\n`],
    ["one with a comment, and with the line ends of another system", `${a} by sophia\r\n`],
  ])("may be %s", (_what, text) => {
    expect(problemWithAuthorizedKeys(text, a)).toBeUndefined();
  });

  it.each([
    ["a third", `${a}\n${b}\n${c}`, "there are 3 lines, and 1 or 2 are allowed"],
    ["one twice", `${a} one\n${a} two`, "both lines are the same key"],
    ["one that is not Pulumi's own", b, "the key that Pulumi logs in with is not among them"],
    ["one that was cut off", `${b}\n${a.slice(0, -1)}`, 'line 2 is no "ssh-ed25519 AAAA..." public key'],
    ["an option before one", `command="true" ${a}`, 'line 1 is no "ssh-ed25519 AAAA..." public key'],
    ["a private key", keys[0]?.privateKey ?? "", 'line 1 is no "ssh-ed25519 AAAA..." public key'],
  ])("may not be %s", (_what, text, problem) => {
    expect(problemWithAuthorizedKeys(text, a)).toBe(problem);
  });

  it("are read without comments", () => {
    expect(parseAuthorizedKeys(`${a} by sophia\r\n\n${b}\n`)).toEqual([a, b]);
  });
});
