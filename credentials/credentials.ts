import * as pulumi from "@pulumi/pulumi";
import { type Credential, type CredentialId, catalogue } from "./catalogue";
import { describeShape, isWellFormed } from "./shapes";
import { vaultOf } from "./vault";

/** Every credential of the catalogue, as a secret. */
export type Credentials = { readonly [id in CredentialId]: pulumi.Output<string> };

/**
 * The stack's credentials. Call it before anything is declared: throws a `RunError` that names every one that is missing
 * or malformed, where it belongs and the command that sets it; never a value.
 */
export function loadCredentials(): Credentials {
  const config = new pulumi.Config();
  const complaint = complaintAbout(catalogue, (credential) => config.get(credential.configKey), pulumi.getStack());
  if (complaint !== undefined) throw new pulumi.RunError(complaint);
  const secrets = catalogue.map(({ id, configKey }) => [id, config.requireSecret(configKey)] as const);
  return Object.freeze(Object.fromEntries(secrets) as Credentials);
}

/** The pure part: undefined where every credential is there and well-formed. */
export function complaintAbout(
  credentials: readonly Credential[],
  read: (credential: Credential) => string | undefined,
  stack: string,
): string | undefined {
  const problems = credentials.flatMap((credential) => problemOf(credential, read(credential), stack) ?? []);
  if (problems.length === 0) return undefined;
  const [be, them] = problems.length === 1 ? ["is", "1 credential"] : ["are", `${problems.length} credentials`];
  return [`${them} of stack "${stack}" ${be} not usable; nothing was touched.`, ...problems].join("\n");
}

function problemOf(credential: Credential, value: string | undefined, stack: string): string | undefined {
  // The groups' environments declare each credential as empty text, so that a stack opens even without it.
  const missing = value === undefined || value === "";
  if (!missing && isWellFormed(credential.shape, value)) return undefined;
  const { id, escPath, shape, obtain } = credential;
  const what = missing ? "E_MISSING_CREDENTIAL" : "E_MALFORMED_CREDENTIAL";
  const should = `ESC path ${escPath} should hold ${describeShape(shape)}, from ${obtain}`;
  const command = `pulumi env set ${vaultOf(stack)} ${escPath} --secret --string --file -`;
  return `  ${what} ${id}: ${should}\n    set it, value on standard input: ${command}`;
}
