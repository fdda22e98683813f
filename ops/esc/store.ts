/** An environment's definition as of one revision. Its secrets are in clear (`fn::secret: <value>`): never log or print it. */
export interface Definition {
  readonly yaml: string;
  /** What `write` has to be given, so that nobody else's change is overwritten. */
  readonly etag: string;
}

/** Where ESC environments are kept; names are `<project>/<environment>`. */
export interface EnvironmentStore {
  /** Undefined where there is no such environment. */
  read(name: string): Promise<Definition | undefined>;
  /**
   * Replaces the definition as one new revision, or makes the environment where `etag` is undefined; gives the new etag.
   * Errors: `Conflict` where it is not at `etag` any more (or is there already); a definition that ESC refuses, said
   * without its values.
   */
  write(name: string, yaml: string, etag: string | undefined): Promise<string>;
}

/** Somebody else changed the environment meanwhile: read it again and think again. */
export class Conflict extends Error {
  constructor(readonly environment: string) {
    super(`ESC environment ${environment} was changed by somebody else meanwhile; nothing was written`);
    this.name = "Conflict";
  }
}
