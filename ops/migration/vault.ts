import { type Document, isMap, isScalar, parseDocument, YAMLMap } from "yaml";
import { type Kept, readNode, secretNode } from "./secretNode";

/** A vault's definition that can't be added to. Says where; holds no value. */
export class OddVault extends Error {
  override readonly name = "OddVault";
}

/** The definition of a stack's vault, of which everything stays that is not replaced: comments, other keys, their order. */
export class Vault {
  readonly #document: Document;

  /** `yaml` is undefined where there is no vault yet. Errors: `OddVault`. */
  constructor(
    readonly name: string,
    yaml: string | undefined,
  ) {
    this.#document = parseDocument(yaml ?? "");
    const [mistake] = this.#document.errors;
    // The parser's own message would show the line, which may be a secret.
    if (mistake !== undefined)
      throw new OddVault(`${name} is not YAML (${mistake.code} at character ${mistake.pos[0]})`);
    const { contents } = this.#document;
    if (contents !== null && !isMap(contents)) throw new OddVault(`${name} is no mapping`);
  }

  at(path: string): Kept {
    return readNode(this.#document.getIn(this.#steps(path), true));
  }

  put(path: string, value: string): void {
    const steps = this.#steps(path);
    for (let depth = 1; depth < steps.length; depth += 1) this.#makeMapping(steps.slice(0, depth));
    this.#document.setIn(steps, secretNode(value));
  }

  toString(): string {
    return this.#document.toString({ lineWidth: 0 });
  }

  /** A key without a value (`ai:`) is nothing yet, but the library would refuse to put anything below it. */
  #makeMapping(steps: readonly string[]): void {
    const node: unknown = this.#document.getIn(steps, true);
    if (!isScalar(node)) return;
    const mapping = new YAMLMap(this.#document.schema);
    mapping.commentBefore = node.comment ?? null;
    this.#document.setIn(steps, mapping);
  }

  /** The path's keys. Errors: on its way is something else than a mapping. */
  #steps(path: string): string[] {
    const steps = ["values", ...path.split(".")];
    for (let depth = 1; depth < steps.length; depth += 1) {
      const node: unknown = this.#document.getIn(steps.slice(0, depth), true);
      if (node === undefined || (isScalar(node) && node.value === null)) return steps;
      if (isMap(node) && !node.items.some(({ key }) => String(key).startsWith("fn::"))) continue;
      const where = steps.slice(0, depth).join(".");
      throw new OddVault(`${this.name}: ${where} has to be a mapping, so that ${path} fits below it`);
    }
    return steps;
  }
}
