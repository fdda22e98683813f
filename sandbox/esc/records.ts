import { createHash } from "node:crypto";
import type { SandboxContext } from "../context";
import type { Collection } from "../world/world";
import { Refusal } from "./refusal";

export type Revision = {
  readonly number: number;
  /** Secrets are sealed. */
  readonly yaml: string;
  readonly created: string;
  readonly creatorLogin: string;
  readonly retracted?: { readonly replacement: number; readonly at: string; readonly reason: string };
};

/** Whom a tag was last changed by, and when. */
type Edited = { readonly created: string; readonly modified: string; readonly editorLogin: string };
export type RevisionTag = Edited & { readonly revision: number };
export type EnvironmentTag = Edited & { readonly id: string; readonly value: string };

export type EnvironmentRecord = {
  readonly organization: string;
  readonly project: string;
  readonly name: string;
  readonly created: string;
  /** Never empty; the last one is what `latest` means. */
  readonly revisions: readonly Revision[];
  readonly revisionTags: Readonly<Record<string, RevisionTag>>;
  readonly tags: Readonly<Record<string, EnvironmentTag>>;
};

const NAME = /^[A-Za-z0-9._-]{1,100}$/;
/** The API has routes of these names (SDK, swagger.yaml). */
const RESERVED = /^(open|yaml)/;

/** The environments of every organization, in the world's collection `esc.environment`, by `organization/project/name`. */
export class Environments {
  readonly #records: Collection<EnvironmentRecord>;

  constructor(private readonly context: Pick<SandboxContext, "world" | "clock">) {
    this.#records = context.world.collection("esc.environment");
  }

  list(organization?: string): EnvironmentRecord[] {
    const all = this.#records.list().map(({ value }) => value);
    return all.filter((record) => organization === undefined || record.organization === organization);
  }

  find(organization: string, project: string, name: string): EnvironmentRecord | undefined {
    return this.#records.get(`${organization}/${project}/${name}`);
  }

  /** With an empty definition as revision 1. Errors: 400 for a name that ESC does not take, 409 where it is there. */
  create(organization: string, project: string, name: string, login: string, yaml = ""): EnvironmentRecord {
    if (!NAME.test(project) || !NAME.test(name) || RESERVED.test(name)) {
      throw new Refusal(
        400,
        "Bad Request: a name has 1 to 100 letters, digits, '-', '_' or '.', and an environment's does not begin with open or yaml",
      );
    }
    if (this.find(organization, project, name) !== undefined) {
      throw new Refusal(409, `Conflict: Environment already exists: ${organization}/${project}/${name}`);
    }
    const created = this.now();
    const revisions = [{ number: 1, yaml, created, creatorLogin: login }];
    const record = { organization, project, name, created, revisions, revisionTags: {}, tags: {} };
    return this.put(record);
  }

  /** A definition that is as it was makes no revision (assumed). */
  revise(record: EnvironmentRecord, yaml: string, login: string): EnvironmentRecord {
    const { number, yaml: before } = latest(record);
    if (yaml === before) return record;
    const next = { number: number + 1, yaml, created: this.now(), creatorLogin: login };
    return this.put({ ...record, revisions: [...record.revisions, next] });
  }

  put(record: EnvironmentRecord): EnvironmentRecord {
    this.#records.put(keyOf(record), record);
    return record;
  }

  delete(record: EnvironmentRecord): void {
    this.#records.delete(keyOf(record));
  }

  now(): string {
    return new Date(this.context.clock.now()).toISOString();
  }
}

export function keyOf({ organization, project, name }: EnvironmentRecord): string {
  return `${organization}/${project}/${name}`;
}

export function latest(record: EnvironmentRecord): Revision {
  const last = record.revisions.at(-1);
  if (last === undefined) throw new Error(`ESC environment ${keyOf(record)} has no revision`);
  return last;
}

/** The revision of this number or tag; a retracted one reads as its replacement. Errors: 404. */
export function revisionOf(record: EnvironmentRecord, version: string): Revision {
  if (version === "latest") return latest(record);
  const number = /^\d/.test(version) ? Number(version) : record.revisionTags[version]?.revision;
  const found = record.revisions.find((revision) => revision.number === number);
  if (found === undefined) throw new Refusal(404, `Not Found: no revision "${version}" of ${keyOf(record)}`);
  return found.retracted === undefined ? found : revisionOf(record, String(found.retracted.replacement));
}

/** Another one for every other definition and revision. */
export function etagOf({ number, yaml }: Revision): string {
  return createHash("sha256").update(`${number}\n${yaml}`).digest("hex").slice(0, 32);
}
