import * as pulumi from "@pulumi/pulumi";

/** What the hosts' `authorized_keys` has to be. Public, and so apart from the catalogue; it moves with the private key. */
export const authorizedKeys = {
  id: "lambda-ssh-authorized-keys",
  escPath: "infrastructure.lambda.sshAuthorizedKeys",
  configKey: "lambdaSshAuthorizedKeys",
} as const;

/** An Ed25519 public key has one length and one beginning (RFC 8709); a comment may follow. */
const publicKey = /^(ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[0-9A-Za-z+/]{43})( .*)?$/;

/** Each key as `ssh-ed25519 AAAA...`, without its comment: one at rest, two while the key is rotated. */
export function loadSshAuthorizedKeys(): readonly string[] {
  return parseAuthorizedKeys(new pulumi.Config().require(authorizedKeys.configKey));
}

/** A line that is no key is left out: `loadCredentials` has complained about it before. */
export function parseAuthorizedKeys(text: string): string[] {
  return linesOf(text).flatMap((line) => publicKey.exec(line)?.[1] ?? []);
}

/**
 * What is wrong with the text, or undefined. `own`: the public half of the key that Pulumi logs in with, where that is
 * known. Shows no line of it: somebody may have put a private key there.
 */
export function problemWithAuthorizedKeys(text: string, own: string | undefined): string | undefined {
  const lines = linesOf(text);
  const wrong = lines.findIndex((line) => !publicKey.test(line));
  if (wrong >= 0) return `line ${wrong + 1} is no "ssh-ed25519 AAAA..." public key`;
  if (lines.length > 2) return `there are ${lines.length} lines, and 1 or 2 are allowed`;
  const keys = parseAuthorizedKeys(text);
  if (new Set(keys).size < keys.length) return "both lines are the same key";
  if (own !== undefined && !keys.includes(own)) return "the key that Pulumi logs in with is not among them";
  return undefined;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
