import { createPrivateKey, createPublicKey } from "node:crypto";

const magic = Buffer.from("openssh-key-v1\0", "latin1");
const [begin, end] = ["BEGIN", "END"].map((edge) => `-----${edge} OPENSSH PRIVATE KEY-----`);

/**
 * The `ssh-ed25519 AAAA...` line of an Ed25519 private key in OpenSSH's format, which holds the public half in clear
 * (openssh-portable, PROTOCOL.key). Undefined where it is anything else, or has a passphrase.
 */
export function readSshPublicKey(privateKey: string): string | undefined {
  const body = privateKey.trim().split(/\r?\n/);
  if (body.shift() !== begin || body.pop() !== end) return undefined;
  const blob = Buffer.from(body.join(""), "base64");
  if (!blob.subarray(0, magic.length).equals(magic)) return undefined;
  const fields = new FieldReader(blob.subarray(magic.length));
  const [cipher] = [fields.text(), fields.text(), fields.bytes()];
  const keys = fields.number();
  const publicBlob = fields.bytes();
  const sealed = fields.bytes();
  const kind = new FieldReader(publicBlob).text();
  const isWhole = sealed.length > 0 && fields.isWhole();
  if (cipher !== "none" || keys !== 1 || kind !== "ssh-ed25519" || !isWhole) return undefined;
  return `ssh-ed25519 ${publicBlob.toString("base64")}`;
}

/** As `readSshPublicKey`, for a key that was checked before; throws where it was not, without showing it. */
export function sshPublicKey(privateKey: string): string {
  const publicKey = readSshPublicKey(privateKey);
  if (publicKey === undefined) throw new Error("not an Ed25519 private key in OpenSSH format without a passphrase");
  return publicKey;
}

/** An Ed25519 key pair from its 32-byte seed, the private half in OpenSSH's format with `comment` in it. */
export function sshKeyPair(seed: Buffer, comment: string): { privateKey: string; publicKey: string } {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const point = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  const publicBlob = Buffer.concat([field("ssh-ed25519"), field(point)]);
  // Two equal numbers let a reader see that it decrypted rightly; with no cipher any number will do.
  const check = seed.subarray(0, 4);
  const unpadded = [
    check,
    check,
    field("ssh-ed25519"),
    field(point),
    field(Buffer.concat([seed, point])),
    field(comment),
  ];
  const blob = Buffer.concat([
    ...[magic, field("none"), field("none"), field(""), number(1), field(publicBlob)],
    field(padded(Buffer.concat(unpadded))),
  ]);
  const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
  const privateKey = [begin, ...lines, end, ""].join("\n");
  return { privateKey, publicKey: `ssh-ed25519 ${publicBlob.toString("base64")}` };
}

/** To the cipher's block of 8 with 1, 2, 3... */
function padded(content: Buffer): Buffer {
  const missing = (8 - (content.length % 8)) % 8;
  return Buffer.concat([content, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([number(bytes.length), bytes]);
}

/** Reads SSH's wire format: 32-bit numbers, and strings with their length before them. Past the end everything is empty. */
class FieldReader {
  #cut = false;

  constructor(private rest: Buffer) {}

  number(): number {
    const value = this.#take(4);
    return value.length === 4 ? value.readUInt32BE(0) : 0;
  }

  bytes(): Buffer {
    return this.#take(this.number());
  }

  text(): string {
    return this.bytes().toString("latin1");
  }

  /** Everything was read, and nothing was missing. */
  isWhole(): boolean {
    return !this.#cut && this.rest.length === 0;
  }

  #take(length: number): Buffer {
    this.#cut ||= length > this.rest.length;
    const value = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return value;
  }
}
