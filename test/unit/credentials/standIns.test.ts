import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import fc from "fast-check";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../../credentials/catalogue";
import { readSshPublicKey, sshKeyPair, sshPublicKey } from "../../../credentials/openSsh";
import { isWellFormed } from "../../../credentials/shapes";
import { standInSecrets } from "../../../credentials/standIns";

describe("standInSecrets", () => {
  const secrets = standInSecrets("seed", catalogue);

  it.each(catalogue)("makes a well-formed $id", ({ id, shape }) => {
    expect(isWellFormed(shape, secrets[id] ?? "")).toBe(true);
  });

  it("gives the same for the same seed, and nothing twice for another", () => {
    expect(standInSecrets("seed", catalogue)).toEqual(secrets);
    const others = Object.values(standInSecrets("seeds", catalogue));
    expect(others.filter((value) => Object.values(secrets).includes(value))).toEqual([]);
  });

  it("gives no two credentials the same randomness", () => {
    const tokens = catalogue.filter(({ shape }) => shape.kind === "token");
    expect(new Set(tokens.map(({ id }) => secrets[id]?.slice(-8))).size).toBe(tokens.length);
  });

  it("gives a credential the same value whatever else is in the catalogue", () => {
    const [first] = catalogue;
    expect(standInSecrets("seed", [first])).toEqual({ [first.id]: secrets[first.id] });
  });

  it("marks tokens as what they are", () => {
    for (const { id, shape } of catalogue) {
      if (shape.kind === "token" && shape.alphabet !== "hex") expect(secrets[id]).toContain("standin");
    }
  });

  it("takes an RSA key in the other encoding for malformed, as the vendor would", () => {
    const [pkcs8 = "", pkcs1 = ""] = [secrets["snowflake-private-key"], secrets["github-app-private-key"]];
    expect(isWellFormed({ kind: "rsa-private-key", encoding: "pkcs8" }, pkcs1)).toBe(false);
    expect(isWellFormed({ kind: "rsa-private-key", encoding: "pkcs1" }, pkcs8)).toBe(false);
  });

  it("makes an RSA key of 2048 bits that signs what its public half verifies, from any seed", () => {
    const snowflake = catalogue.filter(({ id }) => id === "snowflake-private-key");
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const key = createPrivateKey(standInSecrets(seed, snowflake)["snowflake-private-key"] ?? "");
        expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
        const message = Buffer.from("login");
        expect(verify("sha256", message, createPublicKey(key), sign("sha256", message, key))).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});

describe("sshKeyPair", () => {
  it("makes keys that another implementation reads the same, from any seed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string(), (seed, comment) => {
        const { privateKey, publicKey } = sshKeyPair(Buffer.from(seed), comment);
        const parsed = ssh2.utils.parseKey(privateKey);
        if (parsed instanceof Error) throw parsed;
        expect(`ssh-ed25519 ${parsed.getPublicSSH().toString("base64")}`).toBe(publicKey);
        expect(sshPublicKey(privateKey)).toBe(publicKey);
      }),
    );
  });

  it("is read only whole", () => {
    const { privateKey } = sshKeyPair(Buffer.alloc(32, 7), "");
    const lines = privateKey.split("\n");
    for (let line = 0; line < lines.length - 1; line++) {
      expect(readSshPublicKey(lines.toSpliced(line, 1).join("\n"))).toBeUndefined();
    }
    expect(readSshPublicKey(privateKey.replaceAll("\n", "\r\n"))).toBe(sshPublicKey(privateKey));
  });

  it("is not read where it has a passphrase, and the error does not show it", () => {
    const { private: locked } = ssh2.utils.generateKeyPairSync("ed25519", {
      cipher: "aes256-ctr",
      passphrase: "x",
      rounds: 1,
    });
    expect(readSshPublicKey(locked)).toBeUndefined();
    expect(() => sshPublicKey(locked)).toThrow(/^not an Ed25519 private key in OpenSSH format without a passphrase$/);
  });
});
