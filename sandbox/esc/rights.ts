import { createHash } from "node:crypto";
import { z } from "zod";
import type { SandboxContext } from "../context";
import type { Collection } from "../world/world";
import { Refusal } from "./refusal";

/** What a token may do with an environment; each includes those before it. */
const PERMISSIONS = ["none", "read", "open", "write", "admin"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** A token of one organization. `rights`: permission by environment, `project/name` with `*` for any characters; the highest one counts. */
export const tokenSchema = z.object({
  name: z.string(),
  organization: z.string(),
  login: z.string(),
  rights: z.record(z.string(), z.enum(PERMISSIONS)),
});
export type Token = z.infer<typeof tokenSchema>;

/** The tokens that are accepted, kept as hashes in the world's collection `esc.token`. */
export class Tokens {
  readonly #tokens: Collection<Token>;

  constructor({ world }: Pick<SandboxContext, "world">) {
    this.#tokens = world.collection("esc.token");
  }

  add(secret: string, token: Token): void {
    this.#tokens.put(hash(secret), token);
  }

  /** Errors: 401. `header` is `token <secret>`, or `Bearer <secret>`, which Pulumi Cloud takes too (assumed). */
  authenticate(header: string | undefined): Token {
    const secret = /^(?:token|Bearer) (.+)$/.exec(header ?? "")?.[1];
    const token = secret === undefined ? undefined : this.#tokens.get(hash(secret));
    if (token === undefined) throw new Refusal(401, "Unauthorized: No credentials provided or are invalid.");
    return token;
  }
}

/** Whether `token` may do `needed` with this environment. */
export function may(token: Token, needed: Permission, organization: string, environment: string): boolean {
  if (organization !== token.organization) return false;
  const held = Object.entries(token.rights).filter(([pattern]) => matches(pattern, environment));
  return held.some(([, permission]) => PERMISSIONS.indexOf(permission) >= PERMISSIONS.indexOf(needed));
}

/** Errors: 404 where the token may not even read it, so that nobody learns what there is; else 403. */
export function requireRight(token: Token, needed: Permission, organization: string, environment: string): void {
  if (!may(token, "read", organization, environment)) {
    throw new Refusal(404, `Not Found: Environment '${organization}/${environment}' not found`);
  }
  if (!may(token, needed, organization, environment)) {
    throw new Refusal(403, `Forbidden: token "${token.name}" has no ${needed} permission on ${environment}`);
  }
}

function matches(pattern: string, name: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(name);
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
