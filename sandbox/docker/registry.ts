import { createHash } from "node:crypto";
import type { Collection, World } from "../world/world";
import { parseReference, type Reference, tagged } from "./reference";

/** One pushed image. */
export type Pushed = {
  /** `sha256:...` */
  readonly digest: string;
};

/** All registries at once: every image that was pushed during a rehearsal, by `<repository>:<tag>`. */
export class Registry {
  readonly #images: Collection<Pushed>;

  /** `token`: the password that the registry takes; undefined: it takes any. */
  constructor(
    world: World,
    private readonly token: string | undefined,
  ) {
    this.#images = world.collection<Pushed>("docker.image");
  }

  /** Fails as a registry does where the password isn't right. */
  push(name: string, digest: string, password: string | undefined): void {
    if (this.token !== undefined && password !== this.token) {
      const why =
        password === undefined ? "unauthorized: authentication required" : "denied: incorrect username or password";
      throw new Error(`error pushing image ${name}: ${why}`);
    }
    this.#images.put(tagged(parseReference(name)), { digest });
  }

  /** The digest of a tag, or of a digest that some tag has; undefined: never pushed here. */
  digestOf(reference: Reference): string | undefined {
    const { repository, digest } = reference;
    if (digest === undefined) return this.#images.get(tagged(reference))?.digest;
    const known = this.#images
      .list()
      .some(({ id, value }) => id.startsWith(`${repository}:`) && value.digest === digest);
    return known ? digest : undefined;
  }

  /** Whether anything at all was pushed to a repository. */
  hasRepository(repository: string): boolean {
    return this.#images.list().some(({ id }) => id.startsWith(`${repository}:`));
  }

  remove(name: string): void {
    this.#images.delete(tagged(parseReference(name)));
  }
}

/** For what is only named, not built: one digest for each name. */
export function digestOfText(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
