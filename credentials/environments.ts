import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { authorizedKeys } from "./authorizedKeys";
import { type Credential, type CredentialId, catalogue } from "./catalogue";
import { openedLogins } from "./logins";
import { readSshPublicKey } from "./openSsh";
import { isKeptInVault, rotatedOf, vaultOf } from "./vault";
import { type Leaf, nestedYaml } from "./yaml";

/** The ESC project of the environments in `esc/`. */
export const project = "sophia-infra";

/** The stacks, each with an environment that hands it its credentials. */
export const stacks = ["local", "staging", "prod"] as const;
/** The environment for previews of prod in a pull request. */
export const preview = "prod-preview";

/** Values by id of the catalogue, in clear. */
type Values = Readonly<Partial<Record<CredentialId, string>>>;

/** ESC environments with one to open, in the words of the evaluator's request. */
export interface EscEnvironments {
  /** YAML by full name, e.g. `sophia-infra/base`. Holds secrets in clear: private files and pipes only. */
  readonly environments: Readonly<Record<string, string>>;
  readonly root: string;
  /** Who may import which environments; what is not listed is forbidden. */
  readonly mayImport: Readonly<Record<string, readonly string[]>>;
  /** What login providers give, in clear. */
  readonly opened: Readonly<Record<string, object>>;
}

/**
 * What a stack's environment (or `prod-preview`) evaluates from when Pulumi Cloud is not asked: the files in `esc/`, and in
 * place of vault and rotated environment such as are made of `values`, or the text of `rotated` as a store holds it now. A
 * credential that has no value is left out.
 */
export function escEnvironments(stack: string, values: Values, rotated = rotatedYaml(values)): EscEnvironments {
  const folder = join(__dirname, "..", "esc");
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const committed = files.map((file) => [
    `${project}/${file.slice(0, -".yaml".length)}`,
    readFileSync(join(folder, file), "utf8"),
  ]);
  const kept = stack === preview ? { [vaultOf(stack)]: previewVaultYaml(values) } : keptYaml(stack, values, rotated);
  return {
    environments: { ...Object.fromEntries(committed), ...kept },
    root: `${project}/${stack}`,
    mayImport,
    opened: openedLogins(values),
  };
}

/** A vault's text: what people set, nested by ESC path, each a secret. */
export function vaultYaml(values: Values): string {
  return nestedYaml(leavesOf(values, isKeptInVault));
}

/** The text of a rotated environment at rest: the private key, and its public half as the only one that hosts accept. */
export function rotatedYaml(values: Values): string {
  return nestedYaml([...leavesOf(values, ({ rotation }) => rotation.by === "sophia"), ...publicKeyOf(values)]);
}

/** Nothing rotates in `prod-preview`: its vault holds a key that opens nothing. */
function previewVaultYaml(values: Values): string {
  return nestedYaml([...leavesOf(values, ({ rotation }) => rotation.by !== "login"), ...publicKeyOf(values)]);
}

function keptYaml(stack: string, values: Values, rotated: string): Record<string, string> {
  return { [vaultOf(stack)]: vaultYaml(values), [rotatedOf(stack)]: rotated };
}

function leavesOf(values: Values, isKept: (credential: Credential) => boolean): Leaf[] {
  return catalogue.filter(isKept).flatMap(({ id, escPath }) => {
    const value = values[id];
    return value === undefined ? [] : [[escPath, { "fn::secret": value }] as const];
  });
}

function publicKeyOf(values: Values): Leaf[] {
  const publicKey = readSshPublicKey(values["lambda-ssh-private-key"] ?? "");
  return publicKey === undefined ? [] : [[authorizedKeys.escPath, `${publicKey}\n`]];
}

/**
 * Only a stack's own environment reaches its vault and what rotates. `staging` and `prod-preview` are what a pull request
 * may open: nothing of prod's is in reach of them.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = (() => {
  const groups = [...new Set(catalogue.map(({ group }) => `${project}/${group}`))];
  const base = `${project}/base`;
  const placeholders = `${project}/placeholders`;
  return {
    ...Object.fromEntries([...groups, placeholders].map((name) => [name, [base]])),
    ...Object.fromEntries(
      stacks.map((stack) => [`${project}/${stack}`, [base, ...groups, vaultOf(stack), rotatedOf(stack)]]),
    ),
    [`${project}/${preview}`]: [base, ...groups, placeholders, vaultOf(preview)],
  };
})();
