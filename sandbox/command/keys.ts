import { createHash } from "node:crypto";
import { type ParsedKey, utils } from "ssh2";
import { parsePrivateKey } from "sshpk";

/**
 * A private key as ssh2 reads it. OpenSSH's format is; PKCS8, which Node and many tools write, is turned into it. Fails
 * with what is wrong, never with the key.
 */
export function readPrivateKey(text: string, password: string | undefined): string | Buffer {
  const known = utils.parseKey(text, password);
  if (!(known instanceof Error)) return text;
  if (!text.includes("BEGIN PRIVATE KEY") && !text.includes("BEGIN ENCRYPTED PRIVATE KEY")) {
    throw new Error(`privateKey can't be read: ${known.message}. Allowed: OpenSSH, PEM (RSA, EC) or PKCS8.`);
  }
  try {
    return parsePrivateKey(text, "auto", { passphrase: password }).toString("openssh");
  } catch (error) {
    throw new Error(`privateKey can't be read: ${(error as Error).name}; is privateKeyPassword right?`);
  }
}

/** The key that `hostKey` names, as a line of `known_hosts` or `authorized_keys` without its host. */
export function readHostKey(text: string): ParsedKey {
  const parsed = utils.parseKey(text.trim());
  if (parsed instanceof Error) {
    throw new Error(`hostKey can't be read: ${parsed.message}. Allowed: a public key such as "ssh-ed25519 AAAA...".`);
  }
  return parsed;
}

/** Why a host's key is not the expected one; undefined where it is. */
export function hostKeyMistake(offered: Buffer, expected: ParsedKey, address: string): string | undefined {
  const wanted = expected.getPublicSSH();
  if (offered.equals(wanted)) return undefined;
  return `${address} has the host key ${fingerprint(offered)}, but hostKey expects ${fingerprint(wanted)}.`;
}

/** What ssh2 may agree on, so that a host with several keys shows the expected one. */
export function hostKeyAlgorithms({ type }: ParsedKey): string[] {
  return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type];
}

function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
