import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PassphraseEncrypter } from "../../../cli/rehearsal/passphrase";

describe("PassphraseEncrypter", () => {
  const encrypter = new PassphraseEncrypter("correct horse");
  const [, salt = ""] = encrypter.encryptionSalt.split(":");
  const key = pbkdf2Sync("correct horse", Buffer.from(salt, "base64"), 1_000_000, 32, "sha256");

  function open(sealed: string): string {
    const [version, nonce = "", body = ""] = sealed.split(":");
    expect(version).toBe("v1");
    const bytes = Buffer.from(body, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
  }

  it("seals any text so that the passphrase alone opens it, never twice the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(open(encrypter.encrypt(text))).toBe(text);
        expect(encrypter.encrypt(text)).not.toBe(encrypter.encrypt(text));
      }),
      { numRuns: 50 },
    );
  });

  it("carries Pulumi's own check of the passphrase in the salt", () => {
    const [version, , ...check] = encrypter.encryptionSalt.split(":");
    expect(version).toBe("v1");
    expect(open(check.join(":"))).toBe("pulumi");
  });
});
