import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { isMap, isScalar, parseDocument, visit, type YAMLMap } from "yaml";
import { readIfThere, replaceFile } from "../files";

/** `escx` and version 1: how Pulumi's evaluator begins each ciphertext (pulumi/esc, eval/crypt.go). */
const HEAD = Buffer.from([...Buffer.from("escx"), 0, 0, 0, 1]);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals and opens the secrets of definitions, with a key that the state folder keeps. */
export class Seal {
  readonly #key: Buffer;

  constructor(folder: string) {
    mkdirSync(join(folder, "esc"), { recursive: true, mode: 0o700 });
    const file = join(folder, "esc", "key");
    const known = readIfThere(file);
    this.#key = known === undefined ? randomBytes(32) : Buffer.from(known, "hex");
    if (known === undefined) replaceFile(file, this.#key.toString("hex"));
  }

  /** Every `fn::secret: <text>` becomes `fn::secret: {ciphertext: ...}` that opens as `environment`'s alone; what is sealed already stays. */
  close(yaml: string, environment: string): string {
    return rewrite(yaml, (argument) => {
      if (typeof argument !== "string") return undefined;
      return { ciphertext: this.#encrypt(argument, environment) };
    });
  }

  /** The other way round. Errors: `UnknownCiphertext`, one that was not made here for this environment. */
  open(yaml: string, environment: string): string {
    return rewrite(yaml, (argument) => {
      const sealed = ciphertextOf(argument);
      return sealed === undefined ? undefined : this.#decrypt(sealed, environment);
    });
  }

  #encrypt(text: string, environment: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce).setAAD(Buffer.from(environment));
    const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    const body = Buffer.concat([HEAD, sealed]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([body, sum]).toString("base64");
  }

  #decrypt(ciphertext: string, environment: string): string {
    const all = Buffer.from(ciphertext, "base64");
    const body = all.subarray(0, -4);
    if (all.length < HEAD.length + NONCE_BYTES + TAG_BYTES + 4 || !body.subarray(0, HEAD.length).equals(HEAD)) {
      throw new UnknownCiphertext();
    }
    if (crc32(body) !== all.readUInt32BE(all.length - 4)) throw new UnknownCiphertext();
    const sealed = body.subarray(HEAD.length);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(environment)).setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    } catch (cause) {
      throw new UnknownCiphertext({ cause });
    }
  }
}

export class UnknownCiphertext extends Error {
  constructor(options?: ErrorOptions) {
    super("invalid ciphertext", options);
  }
}

/** A text without such secrets, or that is no YAML, comes back as it is: as Pulumi Cloud keeps comments and layout. */
function rewrite(yaml: string, change: (argument: unknown) => unknown): string {
  const document = parseDocument(yaml);
  if (document.errors.length > 0) return yaml;
  let changed = false;
  visit(document, {
    Map(_, node) {
      const argument = secretArgument(node);
      if (argument === undefined) return undefined;
      const next = change(argument);
      if (next === undefined) return undefined;
      node.set("fn::secret", document.createNode(next));
      changed = true;
      return visit.SKIP;
    },
  });
  return changed ? document.toString({ lineWidth: 0 }) : yaml;
}

function secretArgument(node: YAMLMap): unknown {
  if (node.items.length !== 1 || !node.has("fn::secret")) return undefined;
  const argument = node.get("fn::secret", true) as unknown;
  if (isScalar(argument)) return argument.value;
  return isMap(argument) ? argument.toJSON() : undefined;
}

function ciphertextOf(argument: unknown): string | undefined {
  const { ciphertext } = Object(argument) as { ciphertext?: unknown };
  return typeof ciphertext === "string" ? ciphertext : undefined;
}
