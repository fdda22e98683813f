import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a stand-in keeps of one object: plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** One kind of object at one vendor, by the vendor's id. Every change is on disk before the call returns. */
export interface Collection<T> {
  get(id: string): T | undefined;
  /** In the order in which the objects were first put. */
  list(): { readonly id: string; readonly value: T }[];
  put(id: string, value: T): void;
  /** False where there was no such object. */
  delete(id: string): boolean;
}

/**
 * All that the vendors of one rehearsal hold, one JSON file a collection under `folder`, named `<vendor>.<kind>`.
 * The plugin side and the HTTP side of a vendor use the same collections, so a change behind Pulumi's back shows as drift.
 * Files are replaced whole (write, then rename): a killed sandbox leaves the last complete state, never half a file.
 */
export class World {
  readonly #collections = new Map<string, Map<string, unknown>>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
      const entries: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
      this.#collections.set(file.slice(0, -".json".length), new Map(Object.entries(entries as object)));
    }
  }

  collection<T extends Json>(name: string): Collection<T> {
    const objects = this.#objects(name) as Map<string, T>;
    return {
      get: (id) => objects.get(id),
      list: () => [...objects].map(([id, value]) => ({ id, value })),
      put: (id, value) => {
        objects.set(id, value);
        this.#save(name);
      },
      delete: (id) => {
        const existed = objects.delete(id);
        if (existed) this.#save(name);
        return existed;
      },
    };
  }

  /** Names of the collections that hold something, with how many objects each holds. */
  counts(): Record<string, number> {
    const filled = [...this.#collections].filter(([, objects]) => objects.size > 0);
    return Object.fromEntries(filled.map(([name, objects]) => [name, objects.size]));
  }

  #objects(name: string): Map<string, unknown> {
    const known = this.#collections.get(name) ?? new Map<string, unknown>();
    this.#collections.set(name, known);
    return known;
  }

  #save(name: string): void {
    const file = join(this.folder, `${name}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(this.#objects(name)), null, 1), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}
