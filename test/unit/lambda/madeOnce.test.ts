import { parsePrivateKey } from "sshpk";
import { describe, expect, it } from "vitest";
import { madeOnce } from "../../../components/dynamic/madeOnce";
import { makeHostKey, makeToken } from "../../../components/dynamic/makers";

it("a host key is read by a library of others, which finds the same public key in it", () => {
  const { outs } = makeHostKey();
  const read = parsePrivateKey(String(outs.privateKey), "ssh");
  expect(read.type).toBe("ed25519");
  expect(read.toPublic().toString("ssh").split(" ").slice(0, 2).join(" ")).toBe(outs.publicKey);
});

it("a token has 256 bits", () => {
  expect(makeToken().outs.value).toMatch(/^[0-9a-f]{64}$/);
});

describe.each([
  ["HostKey", makeHostKey],
  ["Token", makeToken],
] as const)("a %s", (kind, make) => {
  const provider = madeOnce(kind, make);

  it("stays as it is until another rotation is asked for", async () => {
    const { id, outs } = await provider.create({});
    expect(await provider.diff(id, outs, {})).toEqual({ changes: false, replaces: [] });
    expect(await provider.diff(id, outs, { rotation: "2" })).toEqual({ changes: true, replaces: ["rotation"] });
    expect(await provider.read(id, outs)).toEqual({ id, props: outs });
  });

  it("is named by something that tells nothing of it, and is another one each time", async () => {
    const [one, other] = [await provider.create({}), await provider.create({})];
    expect(one.id).not.toBe(other.id);
    expect(JSON.stringify(one.outs)).not.toContain(one.id);
  });

  it("refuses what it has no input for", async () => {
    const { failures } = await provider.check({}, { rotation: 3, rotate: true });
    expect(failures.map(({ property }) => property)).toEqual(["rotation", "rotate"]);
  });
});
