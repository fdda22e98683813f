import type { Credential } from "./credential";

/**
 * The ESC environment with the secrets of a stack that people set, nested by ESC path. It exists in Pulumi Cloud only, never
 * in git; a rehearsal has one made of stand-ins.
 */
export const vaultOf = (stack: string): string => `sophia-vault/${stack}`;

/**
 * The ESC environment with the secrets of a stack that rotate by themselves: whoever rotates writes there, and nobody else.
 * Apart from the vault, so that neither overwrites the other's revisions.
 */
export const rotatedOf = (stack: string): string => `sophia-rotated/${stack}`;

/** Whether a stack's vault is where a credential's value is: what rotates by itself, or is made by a login, is not kept there. */
export function isKeptInVault({ rotation }: Pick<Credential, "rotation">): boolean {
  return rotation.by === "hand" || rotation.by === "esc";
}
