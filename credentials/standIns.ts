import { hkdfSync } from "node:crypto";
import type { Credential } from "./catalogue";
import { sshKeyPair } from "./openSsh";
import { rsaPrivateKey } from "./rsaFromSeed";
import { charactersOf, type Shape, type TokenShape } from "./shapes";

/**
 * A well-formed value for each credential, for a rehearsal or a test: opens nothing anywhere. The same `seed` gives the
 * same values, or no second preview would be empty; the seed is as private as they are. Takes a tenth of a second (RSA).
 */
export function standInSecrets(seed: string, credentials: readonly Credential[]): Record<string, string> {
  return Object.fromEntries(credentials.map(({ id, shape }) => [id, standIn(shape, seed, id)]));
}

function standIn(shape: Shape, seed: string, id: string): string {
  const random = (purpose: string, length: number) => Buffer.from(hkdfSync("sha256", seed, id, purpose, length));
  if (shape.kind === "ssh-private-key") return sshKeyPair(random("ed25519", 32), "stand-in").privateKey;
  if (shape.kind === "rsa-private-key") return rsaPrivateKey((purpose) => random(purpose, 128), shape.encoding);
  return standInToken(shape, (length) => random("token", length));
}

/** Begins with "standin" where the alphabet has the letters, so that nobody takes it for a real one. */
function standInToken(shape: TokenShape, random: (length: number) => Buffer): string {
  const characters = charactersOf(shape.alphabet);
  const mark = shape.alphabet === "hex" ? "" : "standin";
  const rest = [...random(shape.length[0] - mark.length)].map((byte) => characters[byte % characters.length]);
  return `${shape.prefixes[0] ?? ""}${mark}${rest.join("")}`;
}
