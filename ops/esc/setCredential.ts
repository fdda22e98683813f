import { type Document, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Credential } from "../../credentials/catalogue";
import { describeShape, isWellFormed } from "../../credentials/shapes";
import { Conflict, type EnvironmentStore } from "./store";

const ATTEMPTS = 5;

/** A value that is not of the credential's shape; `message` does not show it. */
export class Malformed extends Error {
  constructor({ id, shape, obtain }: Credential) {
    super(`that is no ${id}: it should be ${describeShape(shape)}, from ${obtain}; nothing was sent`);
    this.name = "Malformed";
  }
}

/**
 * Writes the credential's value into `environment`, which is made where it isn't there; everything else in it stays. False
 * where it holds the value already. Errors: `Malformed`, before anything is sent; `Conflict` where somebody else was faster each time.
 */
export async function setCredential(
  store: EnvironmentStore,
  environment: string,
  credential: Credential,
  value: string,
): Promise<boolean> {
  if (!isWellFormed(credential.shape, value)) throw new Malformed(credential);
  for (let attempt = 1; ; attempt++) {
    const held = await store.read(environment);
    const before = held?.yaml ?? "";
    const after = withSecret(before, credential.escPath, value, environment);
    if (after === before) return false;
    try {
      await store.write(environment, after, held?.etag);
      return true;
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * The definition with `value` as a secret at `escPath`; other keys and comments stay. Errors: it is no YAML, or a list or a plain text is in
 * the way; said without its values.
 */
export function withSecret(yaml: string, escPath: string, value: string, environment: string): string {
  const document = parseDocument(yaml);
  const [mistake] = document.errors;
  // The parser's own message would show the line, which may be a secret.
  if (mistake !== undefined)
    throw new Error(`${environment} is not YAML (${mistake.code}, ${placeOf(yaml, mistake.pos[0])})`);
  const path = ["values", ...escPath.split(".")];
  const obstacle = clearTheWay(document, path);
  if (obstacle !== undefined) throw new Error(`${environment}: ${obstacle}, so ${escPath} can't be set in it`);
  if (isHeld(document.getIn(path), value)) return yaml;
  document.setIn(path, document.createNode({ "fn::secret": value }));
  return document.toString({ lineWidth: 0 });
}

/** Takes away what stands empty on the path; gives what else is on it that holds no keys. */
function clearTheWay(document: Document, path: readonly string[]): string | undefined {
  for (const depth of path.keys()) {
    const at = path.slice(0, depth);
    const node: unknown = depth === 0 ? document.contents : document.getIn(at, true);
    if (node === undefined || node === null) return undefined;
    if (isScalar(node) && node.value === null) {
      document.deleteIn(at);
      return undefined;
    }
    if (!isMap(node) || node.has("fn::secret")) {
      return `${at.slice(1).join(".") || "the document"} is ${isSeq(node) ? "a list" : "a value"}`;
    }
    // `{}` would go on in one line.
    if (node.items.length === 0) node.flow = false;
  }
  return undefined;
}

function isHeld(node: unknown, value: string): boolean {
  return isMap(node) && node.items.length === 1 && node.get("fn::secret") === value;
}

function placeOf(text: string, offset: number): string {
  return `line ${text.slice(0, offset).split("\n").length}`;
}
