/**
 * The ESC environment with a stack's secret values, nested by ESC path. It exists in Pulumi Cloud only, never in git; a
 * rehearsal has one made of stand-ins.
 */
export const vaultOf = (stack: string): string => `sophia-vault/${stack}`;
