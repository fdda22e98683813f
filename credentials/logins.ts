import { type Credential, catalogue } from "./catalogue";
import type { Login } from "./credential";

/** Where a login's answer holds the token (pulumi.com/docs/esc/providers/login). */
const tokenField: Readonly<Record<Login, string>> = { "gh-login": "accessToken", "snowflake-login": "token" };

/** What a login provider is given, out of the vault. */
export function loginCredentialsOf(login: Login): readonly Credential[] {
  return catalogue.filter(({ consumers }: Credential) => consumers.includes(`esc:${login}`));
}

/**
 * What each login would give, by its name, where Pulumi Cloud is not asked: the values of the credentials that it makes, in
 * the words of the evaluator's request. Holds secrets in clear: pipes only.
 */
export function openedLogins(values: Readonly<Partial<Record<string, string>>>): Record<string, object> {
  const made = catalogue.flatMap(({ id, rotation }: Credential) => {
    return rotation.by === "login" ? [[rotation.login, { id, field: tokenField[rotation.login] }] as const] : [];
  });
  return Object.fromEntries(
    made.map(([login, { id, field }]) => [login, { [field]: { "fn::secret": values[id] ?? "" } }]),
  );
}
