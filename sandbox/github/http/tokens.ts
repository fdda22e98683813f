import { createHash } from "node:crypto";
import { z } from "zod";
import type { SandboxContext } from "../../context";
import type { Collection } from "../../world/world";
import { notFound, Refusal } from "./messages";

/** What a token may be allowed, as GitHub names it for Apps and fine-grained tokens. */
const PERMISSIONS = [
  "organization_secrets",
  "organization_actions_variables",
  "secrets",
  "actions_variables",
  "environments",
  "issues",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const levels = ["read", "write"] as const;
export type Level = (typeof levels)[number];

/** A token for one account. */
export const tokenSchema = z.object({
  login: z.string(),
  owner: z.string(),
  permissions: z.partialRecord(z.enum(PERMISSIONS), z.enum(levels)),
});
export type Token = z.infer<typeof tokenSchema> & { readonly key: string };

/** The tokens that are accepted: the rehearsal's own may do everything, others are kept as hashes in `github.token`. */
export class Tokens {
  readonly #tokens: Collection<z.infer<typeof tokenSchema>>;

  constructor(private readonly context: Pick<SandboxContext, "world" | "accounts">) {
    this.#tokens = context.world.collection("github.token");
  }

  add(secret: string, token: z.infer<typeof tokenSchema>): void {
    this.#tokens.put(hash(secret), token);
  }

  /** `owner` is whose things the call is about: the rehearsal's own token is for all. Errors: 401. */
  authenticate(header: string | undefined, owner: string): Token {
    const secret = /^(?:token|Bearer) (.+)$/i.exec(header ?? "")?.[1];
    if (secret === undefined) throw new Refusal(401, "Requires authentication");
    const key = hash(secret);
    if (secret === this.context.accounts["github-token"]) return { login: "rehearsal", owner, permissions: ALL, key };
    const token = this.#tokens.get(key);
    if (token === undefined) throw new Refusal(401, "Bad credentials");
    return { ...token, key };
  }
}

const ALL = Object.fromEntries(PERMISSIONS.map((permission) => [permission, "write" as const]));

/** Errors: 404 for what is another account's, so that nobody learns what there is; 403 where the permission is missing. */
export function requirePermission(token: Token, owner: string, permission: Permission, level: Level): void {
  if (owner.toLowerCase() !== token.owner.toLowerCase()) throw notFound();
  const held = token.permissions[permission];
  if (held !== undefined && levels.indexOf(held) >= levels.indexOf(level)) return;
  const headers = { "x-accepted-github-permissions": `${permission}=${level}` };
  throw new Refusal(403, "Resource not accessible by integration", { headers });
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
