import { parsePrivateKey } from "sshpk";
import { describe, expect, it } from "vitest";
import { madeOnce } from "../../../components/dynamic/madeOnce";
import { makeHostKey, makeToken } from "../../../components/dynamic/makers";
import { generateEd25519, openssh } from "../../../components/dynamic/openssh";

describe("an SSH key pair of ours", () => {
  it("is read by a library of others, which finds the same public key in it", () => {
    const { privateKey, publicKey } = generateEd25519();
    const read = parsePrivateKey(privateKey, "ssh");
    expect(read.type).toBe("ed25519");
    expect(read.toPublic().toString("ssh").split(" ").slice(0, 2).join(" ")).toBe(publicKey);
  });

  it("is another one each time", () => {
    expect(generateEd25519().privateKey).not.toBe(generateEd25519().privateKey);
  });

  it("is written byte by byte as OpenSSH writes it", () => {
    const [seed, point] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const { privateKey, publicKey } = openssh(seed, point, Buffer.alloc(4, 3));
    const lines = privateKey.trimEnd().split("\n");
    expect(lines.at(0)).toBe("-----BEGIN OPENSSH PRIVATE KEY-----");
    expect(lines.at(-1)).toBe("-----END OPENSSH PRIVATE KEY-----");
    expect(lines.slice(1, -2).every((line) => line.length === 70)).toBe(true);
    const bytes = Buffer.from(lines.slice(1, -1).join(""), "base64");
    expect(bytes.subarray(0, 15).toString("latin1")).toBe("openssh-key-v1\0");
    // After the public part comes the private one as a string, padded to blocks of 8 with 1, 2, 3, ...
    const secret = 4 + 4 + 4 + 11 + 4 + 32 + 4 + 64 + 4;
    const padding = 8 - (secret % 8);
    expect([...bytes.subarray(-padding)]).toEqual(Array.from({ length: padding }, (_, at) => at + 1));
    expect(bytes.readUInt32BE(bytes.length - secret - padding - 4)).toBe(secret + padding);
    expect(publicKey).toMatch(/^ssh-ed25519 [A-Za-z0-9+/]+=*$/);
  });
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
