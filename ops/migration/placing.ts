import { type Credential, type CredentialId, catalogue } from "../../credentials/catalogue";
import { describeShape, isWellFormed } from "../../credentials/shapes";
import { isKeptInVault } from "../../credentials/vault";
import { aliases } from "./aliases";
import type { GivenSecret } from "./input";

/** Where a secret belongs in a stack's vault. */
export interface Placement extends GivenSecret {
  /** Below the vault's `values`, e.g. `ai.openai.apiKey`; `unsorted.<NAME>` where the catalogue has no place for it. */
  readonly path: string;
  readonly isSorted: boolean;
  /** Why it is unsorted; never a value. */
  readonly note: string;
}

/** A place for every secret, in the order in which they came: none is left out, whatever is wrong with it. */
export function placeSecrets(secrets: readonly GivenSecret[]): Placement[] {
  const winners = winnersOf(secrets);
  return secrets.map((secret) => {
    const credential = byName.get(secret.name);
    if (credential === undefined) return unsorted(secret, "the catalogue doesn't know the name");
    if (!isKeptInVault(credential)) return unsorted(secret, `${credential.id} ${whoMakes(credential)}`);
    if (!isWellFormed(credential.shape, secret.value)) return unsorted(secret, malformed(credential, secret.value));
    const winner = winners.get(credential.id);
    if (winner !== undefined && winner.value !== secret.value) {
      return unsorted(secret, `another value than ${winner.name}, which is ${credential.id}`);
    }
    return { ...secret, path: credential.escPath, isSorted: true, note: "" };
  });
}

function unsorted(secret: GivenSecret, note: string): Placement {
  return { ...secret, path: `unsorted.${secret.name}`, isSorted: false, note };
}

/** A credential's names, the likeliest first. */
const namesOf = ({ id, environmentVariable }: Credential): readonly string[] => [
  environmentVariable,
  ...(aliases[id as CredentialId] ?? []),
];

const byName = new Map<string, Credential>(
  catalogue.flatMap((credential) => namesOf(credential).map((name) => [name, credential] as const)),
);

/** Of several secrets for one credential, that with the likeliest name. */
function winnersOf(secrets: readonly GivenSecret[]): Map<string, GivenSecret> {
  const given = new Map(secrets.map((secret) => [secret.name, secret]));
  const fitting = catalogue.map((credential: Credential) => {
    const candidates = namesOf(credential).flatMap((name) => given.get(name) ?? []);
    return [credential.id, candidates.find(({ value }) => isWellFormed(credential.shape, value))] as const;
  });
  return new Map(fitting.flatMap(([id, winner]) => (winner === undefined ? [] : [[id, winner] as const])));
}

function whoMakes({ rotation }: Credential): string {
  return rotation.by === "login" ? `is made by ${rotation.login} at each opening` : "is kept by its rotation alone";
}

function malformed({ id, shape }: Credential, value: string): string {
  const trimmed = value.trim();
  if (trimmed !== value && isWellFormed(shape, trimmed)) return `is ${id} with white space around it`;
  return `is no ${id}: ${describeShape(shape)} is wanted`;
}
