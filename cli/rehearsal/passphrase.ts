import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";

/**
 * Pulumi's passphrase secrets, as its CLI writes them into a stack file (pkg/secrets/passphrase, sdk/go/common/resource/config
 * crypt.go): AES-256-GCM under PBKDF2-SHA256, a million rounds, salt of 8 bytes; texts are `v1:<nonce>:<ciphertext>`.
 * `pulumi config set-all` would take the values as arguments, which every user of the machine can read.
 */
export class PassphraseEncrypter {
  readonly #key: Buffer;
  /** The stack file's `encryptionsalt`: the salt, and a known text by which Pulumi checks the passphrase. */
  readonly encryptionSalt: string;

  constructor(passphrase: string, salt: Buffer = randomBytes(8)) {
    this.#key = pbkdf2Sync(passphrase, salt, 1_000_000, 32, "sha256");
    this.encryptionSalt = `v1:${salt.toString("base64")}:${this.encrypt("pulumi")}`;
  }

  encrypt(text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  }
}
