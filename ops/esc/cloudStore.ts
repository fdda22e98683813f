import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type EscAccess, escClient, organizationOf } from "./client";
import { type EscFailure, failureOf } from "./failure";
import { secretsIn } from "./secrets";
import { Conflict, type Definition, type EnvironmentStore } from "./store";

/** A store that numbers and tags its revisions. */
export interface RevisionStore extends EnvironmentStore {
  /** The latest revision and its tags. Errors: there is no such environment. */
  latest(name: string): Promise<{ readonly revision: number; readonly tags: readonly string[] }>;
  /** Gives a revision a tag, which another revision loses where it had it. */
  tag(name: string, tag: string, revision: number): Promise<void>;
}

/** What no environment is at: the next write with it is a `Conflict`. */
const SUPERSEDED = "superseded";

/**
 * The environments of an organization in Pulumi Cloud, or in what stands in for it. Errors: `EscFailure`. Calls that only
 * read are tried up to four times; a write whose answer is lost is not repeated, as it may have been done.
 */
export function cloudStore(access: EscAccess): RevisionStore {
  const client = escClient(access);
  let organization: Promise<string> | undefined;
  const address = async (name: string): Promise<[string, string, string]> => {
    organization ??= organizationOf(access);
    const [project = "", environment = ""] = name.split("/");
    return [await organization, project, environment];
  };

  async function read(name: string): Promise<Definition | undefined> {
    const at = await address(name);
    return await reading(`reading ${name}`, async () => {
      const { data, headers } = await client.decryptEnvironment(...at);
      return { yaml: String(data), etag: header(headers, "etag") };
    }).catch(unlessMissing);
  }

  async function write(name: string, yaml: string, etag: string | undefined): Promise<string> {
    const at = await address(name);
    const expected = etag ?? (await create(name, at));
    try {
      const { headers } = await client.updateEnvironmentYaml(...at, yaml, { headers: { ETag: expected } });
      return header(headers, "etag") || (await etagAt(name, header(headers, "pulumi-esc-revision")));
    } catch (thrown) {
      const failure = failureOf(thrown, `writing ${name}`, secretsIn(yaml));
      throw failure.status === 409 ? new Conflict(name) : failure;
    }
  }

  /** Gives the etag of the empty definition that ESC makes. */
  async function create(name: string, at: [string, string, string]): Promise<string> {
    const [owner, project, environment] = at;
    try {
      await client.createEnvironment(owner, { project, name: environment });
    } catch (thrown) {
      const failure = failureOf(thrown, `creating ${name}`);
      throw failure.status === 409 ? new Conflict(name) : failure;
    }
    return await etagAt(name, "1");
  }

  async function etagAt(name: string, revision: string): Promise<string> {
    const at = await address(name);
    const { headers } = await reading(`reading ${name}`, () => client.getEnvironment(...at));
    return header(headers, "pulumi-esc-revision") === revision ? header(headers, "etag") : SUPERSEDED;
  }

  async function latest(name: string) {
    const at = await address(name);
    const { data } = await reading(`reading the revisions of ${name}`, () =>
      client.listEnvironmentRevisions(...at, undefined, 1),
    );
    const [newest] = revisionsSchema.parse(JSON.parse(String(data)));
    if (newest === undefined) throw new Error(`ESC environment ${name} has no revision`);
    return { revision: newest.number, tags: newest.tags };
  }

  async function tag(name: string, tagName: string, revision: number): Promise<void> {
    const at = await address(name);
    try {
      await client.createEnvironmentRevisionTag(...at, { name: tagName, revision });
    } catch (thrown) {
      const failure = failureOf(thrown, `tagging revision ${revision} of ${name}`);
      if (failure.status !== 409) throw failure;
      await client.updateEnvironmentRevisionTag(...at, tagName, { revision }).catch((again: unknown) => {
        throw failureOf(again, `tagging revision ${revision} of ${name}`);
      });
    }
  }

  return { read, write, latest, tag };
}

const revisionsSchema = z.array(
  z.object({
    number: z.number(),
    tags: z
      .array(z.string())
      .nullish()
      .transform((tags) => tags ?? []),
  }),
);

const ATTEMPTS = 4;
/** Another try may find it better. */
const PASSING = [undefined, 429, 500, 502, 503, 504];

async function reading<T>(what: string, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (thrown) {
      const failure = failureOf(thrown, what);
      if (attempt === ATTEMPTS || !PASSING.includes(failure.status)) throw failure;
      await sleep(50 * 4 ** attempt);
    }
  }
}

function unlessMissing(failure: EscFailure): undefined {
  if (failure.status === 404) return undefined;
  throw failure;
}

function header(headers: unknown, name: string): string {
  const value = Object(headers)[name] as unknown;
  return typeof value === "string" ? value : "";
}
