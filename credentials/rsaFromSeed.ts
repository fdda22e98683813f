import { checkPrimeSync, createPrivateKey } from "node:crypto";

const exponent = 65537n;

/**
 * A 2048-bit RSA private key in PEM that depends on nothing but `random`: 128 bytes for each purpose, always the
 * same. For stand-ins only: the search for primes takes no care against anyone who measures its time.
 */
export function rsaPrivateKey(random: (purpose: string) => Buffer, encoding: "pkcs1" | "pkcs8"): string {
  const p = primeFrom(random("p"));
  const q = primeFrom(random("q"));
  const phi = (p - 1n) * (q - 1n);
  const d = inverse(exponent, phi);
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const encoded = Object.entries(numbers).map(([name, value]) => [name, base64Url(value)] as const);
  const jwk = { kty: "RSA", ...Object.fromEntries(encoded) };
  return createPrivateKey({ key: jwk, format: "jwk" }).export({ format: "pem", type: encoding }).toString();
}

/** The first prime from there on that suits; with the two highest bits set, two of them make exactly 2048 bits. */
function primeFrom(bytes: Buffer): bigint {
  const highest = 3n << BigInt(bytes.length * 8 - 2);
  let candidate = BigInt(`0x${bytes.toString("hex")}`) | highest | 1n;
  while ((candidate - 1n) % exponent === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

/** By Euclid: `inverse(a, m) * a % m === 1n`. */
function inverse(a: bigint, modulus: bigint): bigint {
  let [rest, next] = [modulus, a % modulus];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return ((factor % modulus) + modulus) % modulus;
}

function base64Url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex").toString("base64url");
}
