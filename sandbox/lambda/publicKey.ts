import { type ParsedKey, utils } from "ssh2";

/** Reads one line of an `authorized_keys` file; undefined where it is no public key. */
export function readPublicKey(text: string): ParsedKey | undefined {
  // Typed as one key, but a private key in OpenSSH's format comes as a list.
  const [key] = [utils.parseKey(text)].flat();
  return key === undefined || key instanceof Error || key.isPrivateKey() ? undefined : key;
}
