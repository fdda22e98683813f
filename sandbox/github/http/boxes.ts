import { createHash, randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readIfThere, replaceFile } from "../../files";
import { Refusal } from "./messages";

/** A place's public key, as GitHub gives it: secrets are sealed for it. */
export interface PublicKey {
  readonly key_id: string;
  /** 32 bytes in base64. */
  readonly key: string;
}

/** A key pair for each place, all from one seed that the state folder keeps. */
export class Boxes {
  #seed: Buffer | undefined;

  constructor(private readonly folder: string) {}

  async publicKey(place: string): Promise<PublicKey> {
    const { publicKey } = await this.#pair(place);
    return { key_id: keyId(publicKey), key: Buffer.from(publicKey).toString("base64") };
  }

  /** What was sealed with libsodium's `crypto_box_seal`. Errors: 422 where it was not, or for another key. */
  async open(place: string, key_id: string, sealed: string): Promise<string> {
    const sodium = await libsodium();
    const { publicKey, privateKey } = await this.#pair(place);
    // GitHub's words; which it has for a wrong key_id is not published, the same are assumed.
    const refusal = new Refusal(422, "Bad request - validation failed due to an improperly encrypted secret");
    if (key_id !== keyId(publicKey)) throw refusal;
    let opened: Uint8Array;
    try {
      opened = sodium.crypto_box_seal_open(Buffer.from(sealed, "base64"), publicKey, privateKey);
    } catch {
      throw refusal;
    }
    return Buffer.from(opened).toString("utf8");
  }

  async #pair(place: string): Promise<{ publicKey: Uint8Array; privateKey: Uint8Array }> {
    const sodium = await libsodium();
    this.#seed ??= seedIn(this.folder);
    return sodium.crypto_box_seed_keypair(createHash("sha256").update(this.#seed).update(place).digest());
  }
}

/** Loaded at the first use: most rehearsals call GitHub through its plugin alone. */
async function libsodium() {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  return sodium;
}

function keyId(publicKey: Uint8Array): string {
  return Buffer.from(publicKey).readBigUInt64BE().toString();
}

function seedIn(folder: string): Buffer {
  const file = join(folder, "box.seed");
  const known = readIfThere(file);
  if (known !== undefined) return Buffer.from(known, "hex");
  const seed = randomBytes(32);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(file, seed.toString("hex"));
  return seed;
}
