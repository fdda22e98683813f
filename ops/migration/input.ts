/** What GitHub lets a secret hold, in bytes of UTF-8 (docs.github.com/actions, "Limits for secrets"). */
const LARGEST_SECRET = 48 * 1024;

/** GitHub's own of each run, which it adds to `secrets`; it ends with the run. */
const RUN_TOKEN = "GITHUB_TOKEN";

/** One of the organisation's secrets, in clear. */
export interface GivenSecret {
  /** In upper case, as GitHub keeps names. */
  readonly name: string;
  readonly value: string;
}

/** What came is not what `toJSON(secrets)` gives. Names the mistakes, all of them; holds no value. */
export class NoSecrets extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(`the secrets that came can't be migrated:\n${mistakes.map((mistake) => `  ${mistake}`).join("\n")}`);
    this.name = "NoSecrets";
  }
}

/** Reads what `toJSON(secrets)` gives in a GitHub Actions run, without the run's own token. Errors: `NoSecrets`. */
export function readSecrets(text: string): GivenSecret[] {
  if (text.trim() === "") throw new NoSecrets(["nothing came on standard input"]);
  const given = Object.entries(parseObject(text)).filter(([name]) => name.toUpperCase() !== RUN_TOKEN);
  if (given.length === 0) throw new NoSecrets(["there is no secret in it"]);
  const mistakes = [...given.flatMap(([name, value]) => mistakesOf(name, value)), ...sameNames(given)];
  if (mistakes.length > 0) throw new NoSecrets(mistakes);
  return given.map(([name, value]) => ({ name: name.toUpperCase(), value: String(value) }));
}

function parseObject(text: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Node's own message would show the beginning of the text, which may be a secret.
    throw new NoSecrets(["it is not JSON: a JSON object of names and values is wanted, as toJSON(secrets) gives it"]);
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new NoSecrets(["it is JSON, but no object of names and values"]);
}

function mistakesOf(name: string, value: unknown): string[] {
  // A name that GitHub would not have may be anything, a value that slipped one place too.
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name)) {
    return [`a name of ${name.length} characters is none of GitHub's: letters, digits and _, no digit first`];
  }
  if (typeof value !== "string") return [`${name}: is ${value === null ? "null" : typeof value}, a string is wanted`];
  if (/\p{Surrogate}/u.test(value)) return [`${name}: is no valid Unicode, so it could not be kept as it is`];
  const bytes = Buffer.byteLength(value);
  return bytes > LARGEST_SECRET ? [`${name}: has ${bytes} bytes, GitHub's secrets have at most ${LARGEST_SECRET}`] : [];
}

function sameNames(given: readonly (readonly [string, unknown])[]): string[] {
  const names = given.map(([name]) => name.toUpperCase());
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => `${name}: is there twice, upper and lower case are the same to GitHub`);
}
