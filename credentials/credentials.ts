import * as pulumi from "@pulumi/pulumi";
import { authorizedKeys, problemWithAuthorizedKeys } from "./authorizedKeys";
import { type Credential, type ProgramCredentialId, programCredentials } from "./catalogue";
import { loginCredentialsOf } from "./logins";
import { readSshPublicKey } from "./openSsh";
import { describeShape, isWellFormed } from "./shapes";

/** Every credential that the program is given, as a secret. */
export type Credentials = { readonly [id in ProgramCredentialId]: pulumi.Output<string> };

/**
 * The stack's credentials. Call it before anything is declared: throws a `RunError` that names every one that is missing
 * or malformed, where it belongs and the command that sets it; never a value.
 */
export function loadCredentials(): Credentials {
  const config = new pulumi.Config();
  const complaint = complaintAbout((configKey) => config.get(configKey), pulumi.getStack());
  if (complaint !== undefined) throw new pulumi.RunError(complaint);
  const secrets = programCredentials.map(({ id, configKey }) => [id, config.requireSecret(configKey)] as const);
  return Object.freeze(Object.fromEntries(secrets) as Credentials);
}

/** The pure part: undefined where every credential is there and well-formed. `read` gives configuration by its key. */
export function complaintAbout(read: (configKey: string) => string | undefined, stack: string): string | undefined {
  const problems = [
    ...programCredentials.flatMap((credential) => problemOf(credential, read(credential.configKey), stack) ?? []),
    ...(problemOfAuthorizedKeys(read, stack) ?? []),
  ];
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
  return `  ${what} ${id}: ${should}\n    ${remedy(credential, stack)}`;
}

function problemOfAuthorizedKeys(read: (configKey: string) => string | undefined, stack: string): string[] | undefined {
  const text = read(authorizedKeys.configKey) ?? "";
  const own = readSshPublicKey(read("lambdaSshPrivateKey") ?? "");
  const problem = text === "" ? "it is empty" : problemWithAuthorizedKeys(text, own);
  if (problem === undefined) return undefined;
  const { id, escPath } = authorizedKeys;
  const what = text === "" ? "E_MISSING_CREDENTIAL" : "E_MALFORMED_CREDENTIAL";
  const should = `ESC path ${escPath} should hold the public keys that hosts accept, one a line; ${problem}`;
  return [`  ${what} ${id}: ${should}\n    ${rotate(stack)}`];
}

function remedy({ id, rotation }: Credential, stack: string): string {
  if (rotation.by === "sophia") return rotate(stack);
  if (rotation.by !== "login") return `set it: sophia esc set ${id} --stack ${stack}`;
  const sources = loginCredentialsOf(rotation.login).map((source) => `sophia esc set ${source.id} --stack ${stack}`);
  return `ESC's ${rotation.login} makes it; set what it logs in with: ${sources.join("; ")}`;
}

const rotate = (stack: string): string => `make it: sophia rotate run --stack ${stack}`;
