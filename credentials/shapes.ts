import { createPrivateKey } from "node:crypto";
import { readSshPublicKey } from "./openSsh";

/** The characters that a vendor's random part is made of, each a regular expression's class. */
const alphabets = {
  hex: "0-9a-f",
  alphanumeric: "0-9A-Za-z",
  url: "0-9A-Za-z_-",
  /** What a bearer token may hold at all (RFC 6750, `b64token`): for vendors that document no form. */
  bearer: "0-9A-Za-z._~+/=-",
} as const;

/** A string with a known beginning and a random rest. */
export interface TokenShape {
  readonly kind: "token";
  /** One of these begins it; a stand-in has the first. */
  readonly prefixes: readonly string[];
  readonly alphabet: keyof typeof alphabets;
  /** Fewest and most characters after the prefix; a stand-in has the fewest. */
  readonly length: readonly [least: number, most: number];
}

/** What a well-formed value of a credential looks like. */
export type Shape =
  | TokenShape
  /** Ed25519 in OpenSSH's own format, without a passphrase: what `ssh-keygen -t ed25519 -N ''` writes. */
  | { readonly kind: "ssh-private-key" }
  /**
   * RSA in PEM, without a passphrase, at least 2048 bits. PKCS #8 (`BEGIN PRIVATE KEY`) is what Snowflake's key-pair login
   * takes, PKCS #1 (`BEGIN RSA PRIVATE KEY`) what GitHub hands out for an App.
   */
  | { readonly kind: "rsa-private-key"; readonly encoding: keyof typeof pemLabels };

const pemLabels = { pkcs1: "RSA PRIVATE KEY", pkcs8: "PRIVATE KEY" } as const;

/** A token: one of `prefixes`, then `least` to `most` characters. */
export function token(
  prefixes: string | readonly string[],
  alphabet: TokenShape["alphabet"],
  least: number,
  most: number,
): TokenShape {
  return {
    kind: "token",
    prefixes: typeof prefixes === "string" ? [prefixes] : prefixes,
    alphabet,
    length: [least, most],
  };
}

/** What to tell someone whose value is not of this shape; never holds a value. */
export function describeShape(shape: Shape): string {
  if (shape.kind === "ssh-private-key") return "an Ed25519 private key in OpenSSH format without a passphrase";
  if (shape.kind === "rsa-private-key") {
    return `an RSA private key in PKCS #${shape.encoding.slice("pkcs".length)} (PEM) without a passphrase`;
  }
  const [least, most] = shape.length;
  const rest = `${least === most ? least : `${least} to ${most}`} characters of [${alphabets[shape.alphabet]}]`;
  const prefixes = shape.prefixes.filter((prefix) => prefix !== "").map((prefix) => `"${prefix}"`);
  return prefixes.length === 0 ? rest : `${prefixes.join(" or ")} and ${rest}`;
}

/** Whether `value` can be a credential of this shape. Whether the vendor accepts it only the vendor knows. */
export function isWellFormed(shape: Shape, value: string): boolean {
  if (shape.kind === "ssh-private-key") return readSshPublicKey(value) !== undefined;
  if (shape.kind === "rsa-private-key") return isRsaPrivateKey(shape.encoding, value);
  const [least, most] = shape.length;
  const rest = new RegExp(`^[${alphabets[shape.alphabet]}]{${least},${most}}$`);
  return shape.prefixes.some((prefix) => value.startsWith(prefix) && rest.test(value.slice(prefix.length)));
}

/** The characters of an alphabet, for making stand-ins. */
export function charactersOf(alphabet: TokenShape["alphabet"]): string {
  const all = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.~+/=";
  const allowed = new RegExp(`[${alphabets[alphabet]}]`);
  return [...all].filter((character) => allowed.test(character)).join("");
}

function isRsaPrivateKey(encoding: keyof typeof pemLabels, value: string): boolean {
  if (!value.trimStart().startsWith(`-----BEGIN ${pemLabels[encoding]}-----`)) return false;
  try {
    const key = createPrivateKey(value);
    return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  } catch {
    return false;
  }
}
