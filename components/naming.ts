import { createHash } from "node:crypto";

/** Kubernetes objects, host names: letters, digits and hyphens, at most 63 (RFC 1123). Lambda's names allow it too. */
const longest = 63;

/**
 * `parts` as one name that every vendor here takes: lower-case letters, digits and hyphens, beginning with a letter, at most
 * 63 long. Different texts give different names: where characters had to go, a hash of the text comes in their place.
 */
export function dnsName(...parts: readonly string[]): string {
  const plain = parts.join("-");
  const clean = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (clean === plain && clean.length <= longest && /^[a-z]/.test(clean)) return clean;
  const hash = createHash("sha256").update(plain).digest("hex").slice(0, 10);
  const begin = /^[a-z]/.test(clean) ? clean : `x-${clean}`;
  return `${begin.slice(0, longest - 1 - hash.length).replace(/-+$/, "")}-${hash}`;
}
