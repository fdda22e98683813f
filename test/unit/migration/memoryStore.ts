import { Conflict, type Definition, type EnvironmentStore } from "../../../ops/esc/store";

/** kill -9. */
export class Crash extends Error {}

/** One environment in memory. `trouble` is told each call's number and moment, and may throw. */
export class MemoryStore implements EnvironmentStore {
  yaml: string | undefined;
  revision = 0;
  calls = 0;

  constructor(
    yaml?: string,
    private readonly trouble: (call: number, moment: "before" | "after", store: MemoryStore) => void = () => {},
  ) {
    this.yaml = yaml;
  }

  async read(): Promise<Definition | undefined> {
    return this.#call(() => (this.yaml === undefined ? undefined : { yaml: this.yaml, etag: String(this.revision) }));
  }

  async write(name: string, yaml: string, etag: string | undefined): Promise<string> {
    return this.#call(() => {
      const current = this.yaml === undefined ? undefined : String(this.revision);
      if (etag !== current) throw new Conflict(name);
      this.yaml = yaml;
      this.revision += 1;
      return String(this.revision);
    });
  }

  #call<T>(work: () => T): T {
    const call = this.calls++;
    this.trouble(call, "before", this);
    const result = work();
    this.trouble(call, "after", this);
    return result;
  }
}
