import { Conflict, type Definition, type EnvironmentStore } from "../../../ops/esc/store";

/** One environment with all its revisions. */
export class MemoryStore implements EnvironmentStore {
  readonly revisions: string[] = [];

  async read(): Promise<Definition | undefined> {
    const yaml = this.revisions.at(-1);
    return yaml === undefined ? undefined : { yaml, etag: String(this.revisions.length) };
  }

  async write(name: string, yaml: string, etag: string | undefined): Promise<string> {
    if (etag !== (this.revisions.length === 0 ? undefined : String(this.revisions.length))) throw new Conflict(name);
    this.revisions.push(yaml);
    return String(this.revisions.length);
  }
}
