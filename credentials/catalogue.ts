import { ai } from "./catalogue/ai";
import { business } from "./catalogue/business";
import { data } from "./catalogue/data";
import { infrastructure } from "./catalogue/infrastructure";
import { logins } from "./catalogue/logins";
import { platform } from "./catalogue/platform";
import type { Consumer, Credential } from "./credential";

export type { Consumer, Credential } from "./credential";

/** What the stacks' environments hand over to the program. */
export const programCredentials = [...ai, ...data, ...infrastructure, ...business, ...platform] as const;

/** Every credential of the platform, with those that ESC alone uses. */
export const catalogue = [...programCredentials, ...logins] as const;

export type CredentialId = (typeof catalogue)[number]["id"];
/** Those that the program is given. */
export type ProgramCredentialId = (typeof programCredentials)[number]["id"];

/** Those that `consumer` is handed. */
export function credentialsOf(consumer: Consumer) {
  return programCredentials.filter((credential: Credential) => credential.consumers.includes(consumer));
}
