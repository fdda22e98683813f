import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type CredentialId, catalogue } from "./catalogue";
import { vaultOf } from "./vault";

/** The ESC project of the environments in `esc/`. */
const project = "sophia-infra";

/** ESC environments with one to open, in the words of the evaluator's request. */
export interface EscEnvironments {
  /** YAML by full name, e.g. `sophia-infra/base`. Holds secrets in clear: private files and pipes only. */
  readonly environments: Readonly<Record<string, string>>;
  readonly root: string;
  /** Who may import which environments; what is not listed is forbidden. */
  readonly mayImport: Readonly<Record<string, readonly string[]>>;
}

/**
 * What a stack's environment evaluates from when Pulumi Cloud is not asked: the files in `esc/`, and in place of the vault
 * one that is made of `values`. A credential that has no value is left out of it.
 */
export function escEnvironments(
  stack: string,
  values: Readonly<Partial<Record<CredentialId, string>>>,
): EscEnvironments {
  const folder = join(__dirname, "..", "esc");
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const committed = files.map((file) => [
    `${project}/${file.slice(0, -".yaml".length)}`,
    readFileSync(join(folder, file), "utf8"),
  ]);
  return {
    environments: { ...Object.fromEntries(committed), [vaultOf(stack)]: vaultYaml(values) },
    root: `${project}/${stack}`,
    mayImport: mayImport(stack),
  };
}

/** A vault's text: the values nested by ESC path, each a secret. */
export function vaultYaml(values: Readonly<Partial<Record<CredentialId, string>>>): string {
  const tree: Tree = {};
  for (const { id, escPath } of catalogue) {
    const value = values[id];
    if (value !== undefined) put(tree, escPath.split("."), { "fn::secret": value });
  }
  return stringify({ values: tree });
}

/** Only a stack's own environment reaches its vault: nothing that opens `staging` sees a secret of `prod`. */
function mayImport(stack: string): Record<string, string[]> {
  const groups = [...new Set(catalogue.map((credential) => `${project}/${credential.group}`))];
  const base = `${project}/base`;
  return {
    [`${project}/${stack}`]: [base, ...groups, vaultOf(stack)],
    ...Object.fromEntries(groups.map((group) => [group, [base]])),
  };
}

interface Tree {
  [key: string]: Tree | string;
}

function put(tree: Tree, [step = "", ...rest]: readonly string[], leaf: Tree): void {
  if (rest.length === 0) {
    tree[step] = leaf;
    return;
  }
  const known = tree[step];
  const branch = typeof known === "object" ? known : {};
  tree[step] = branch;
  put(branch, rest, leaf);
}
