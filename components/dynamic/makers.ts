import { createHash, randomBytes } from "node:crypto";
import { sshKeyPair } from "../../credentials/openSsh";
import type { Properties } from "./implementation";

/** Named as `ssh-keygen -l` shows it. */
export function makeHostKey(): { id: string; outs: Properties } {
  const pair = sshKeyPair(randomBytes(32), "");
  const blob = Buffer.from(pair.publicKey.split(" ")[1] ?? "", "base64");
  return { id: `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`, outs: { ...pair } };
}

/** 256 random bits. Named by a digest, which tells nothing of it. */
export function makeToken(): { id: string; outs: Properties } {
  const value = randomBytes(32).toString("hex");
  return { id: createHash("sha256").update(value).digest("hex").slice(0, 16), outs: { value } };
}
