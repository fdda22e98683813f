import { type Implementation, NotReady, type Properties } from "./implementation";

/**
 * For kinds whose `create` may take what is there already:
 * - `existingId` takes over the object with that id, where nothing but an update is needed to make it what is wanted
 *   (Pulumi's own `import` never reaches a dynamic provider).
 * - What `create` returned is not deleted in the same run: a resource that is renamed without an alias is first created,
 *   which adopts the object, and then deleted under its old name.
 * - Two resources of a program never share an object.
 */
export function adopting(kind: string, plain: Implementation, say: (line: string) => void): Implementation {
  /** What this run's `create` returned, and what the state had and the program still wants. */
  const created = new Set<string>();
  const kept = new Set<string>();
  const refuseShared = (id: string, name: unknown, others: ReadonlySet<string>) => {
    if (!others.has(id)) return;
    throw new Error(`${name}: two ${kind} resources of this program mean ${id}: give each a key or name of its own.`);
  };
  const claim = (id: string, { name }: Properties) => {
    refuseShared(id, name, created);
    refuseShared(id, name, kept);
    created.add(id);
  };
  return {
    ...plain,
    async diff(id, olds, news) {
      refuseShared(id, olds.name, created);
      kept.add(id);
      return await plain.diff(id, olds, news);
    },
    async create(inputs) {
      try {
        const takes = typeof inputs.existingId === "string";
        const made = takes ? await takeOver(kind, plain, inputs) : await plain.create(inputs);
        claim(made.id, inputs);
        return made;
      } catch (error) {
        if (error instanceof NotReady) claim(error.id, inputs);
        throw error;
      }
    },
    async delete(id, known) {
      kept.delete(id);
      if (!created.has(id)) return await plain.delete(id, known);
      say(`${known.name ?? id}: ${id} is another resource's now, and stays`);
    },
  };
}

async function takeOver(
  kind: string,
  plain: Implementation,
  inputs: Properties,
): Promise<{ id: string; outs: Properties }> {
  const [id, what] = [String(inputs.existingId), `${inputs.name}: the ${kind} with existingId ${inputs.existingId}`];
  const { id: found, props = {} } = await plain.read(id, inputs);
  if (found === undefined) {
    throw new Error(`${what} is not there (any more). Remove \`existingId\` to have a new one made.`);
  }
  const { changes, replaces = [] } = await plain.diff(id, props, inputs);
  if (replaces.length > 0) {
    const actual = replaces.map((property) => `${property} (there: ${JSON.stringify(props[property] ?? "another")})`);
    throw new Error(`${what} is not what is wanted: ${actual.join(", ")}. Change these settings to what is there.`);
  }
  if (changes !== true) return { id, outs: props };
  return { id, outs: (await plain.update(id, props, inputs)).outs };
}
