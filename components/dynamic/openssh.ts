import { generateKeyPairSync, randomBytes } from "node:crypto";

export interface KeyPair {
  /** OpenSSH's own private key format, as `ssh-keygen` writes it. */
  readonly privateKey: string;
  /** One line: `ssh-ed25519 <base64>`. */
  readonly publicKey: string;
}

/** A new ed25519 key pair as OpenSSH reads it; Node's own formats are not accepted by sshd for ed25519. */
export function generateEd25519(): KeyPair {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { d = "", x = "" } = privateKey.export({ format: "jwk" });
  return openssh(Buffer.from(d, "base64url"), Buffer.from(x, "base64url"), randomBytes(4));
}

/** The layout is OpenSSH's PROTOCOL.key, unencrypted; `check` is repeated to tell a good decryption, here just any. */
export function openssh(seed: Buffer, point: Buffer, check: Buffer): KeyPair {
  const type = "ssh-ed25519";
  const publicBlob = Buffer.concat([field(type), field(point)]);
  const secret = Buffer.concat([
    check,
    check,
    field(type),
    field(point),
    field(Buffer.concat([seed, point])),
    field(""),
  ]);
  // Padded to the block size of "none", 8, with 1, 2, 3, ...
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, at) => at + 1));
  const container = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    field("none"),
    field("none"),
    field(""),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = container.toString("base64").replace(/.{70}/g, "$&\n").trimEnd();
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `${type} ${publicBlob.toString("base64")}`,
  };
}

/** SSH's `string`: four bytes of length, then the content. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
