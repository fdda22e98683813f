import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a vendor keeps of a value that it never gives back: enough to tell two values apart, nothing to read. */
export function fingerprint(value: string): string {
  const salt = randomBytes(16).toString("hex");
  return `sha256:${salt}:${createHash("sha256").update(salt).update(value).digest("hex")}`;
}

/**
 * Encrypts what a vendor does give back (AES-256-GCM), so that the world's files hold no secret in clear. The key is a
 * private file in `folder`, made at first use.
 */
export class Sealer {
  #key: Buffer | undefined;

  constructor(private readonly folder: string) {}

  seal(value: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#secretKey(), nonce);
    const sealed = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
    return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /** A value that somebody wrote in clear, behind our back, is taken as it is. */
  open(sealed: string): string {
    if (!sealed.startsWith(PREFIX)) return sealed;
    const bytes = Buffer.from(sealed.slice(PREFIX.length), "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.#secretKey(), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  }

  #secretKey(): Buffer {
    this.#key ??= readKey(this.folder);
    return this.#key;
  }
}

const PREFIX = "sealed:";

function readKey(folder: string): Buffer {
  const file = join(folder, "sealing.key");
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, randomBytes(32), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file);
}
