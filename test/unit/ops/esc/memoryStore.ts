import type { RevisionStore } from "../../../../ops/esc/cloudStore";
import { Conflict } from "../../../../ops/esc/store";

export interface MemoryStore extends RevisionStore {
  readonly environments: Map<string, { yaml: string; revision: number; tags: Map<string, number> }>;
  /** Calls that write, in order. */
  readonly writes: string[];
  /** Runs before each call that writes: to fail there, or to be somebody else. */
  before: (call: string) => void;
}

/** A store as Pulumi Cloud is, in memory. */
export function memoryStore(seed: Record<string, string> = {}): MemoryStore {
  const environments: MemoryStore["environments"] = new Map();
  for (const [name, yaml] of Object.entries(seed)) environments.set(name, { yaml, revision: 1, tags: new Map() });
  const known = (name: string) => {
    const found = environments.get(name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const store: MemoryStore = {
    environments,
    writes: [],
    before: () => undefined,
    read: async (name) => {
      const found = environments.get(name);
      return found && { yaml: found.yaml, etag: String(found.revision) };
    },
    write: async (name, yaml, etag) => {
      store.before(`write ${name}`);
      const found = environments.get(name);
      if (etag !== (found && String(found.revision))) throw new Conflict(name);
      store.writes.push(`write ${name}`);
      const revision = (found?.revision ?? 0) + 1;
      environments.set(name, { yaml, revision, tags: found?.tags ?? new Map() });
      return String(revision);
    },
    latest: async (name) => {
      const { revision, tags } = known(name);
      return { revision, tags: [...tags].filter(([, at]) => at === revision).map(([tag]) => tag) };
    },
    tag: async (name, tag, revision) => {
      store.before(`tag ${name}`);
      store.writes.push(`tag ${name}`);
      known(name).tags.set(tag, revision);
    },
  };
  return store;
}
