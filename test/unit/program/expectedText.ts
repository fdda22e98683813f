import type { Registration } from "../../mocks/registrations";

/** What a stack registers, as `test/expected/<stack>.json` has it: sorted by URN, secrets masked. */
export function expectedText(resources: readonly Registration[]): string {
  return `${JSON.stringify(resources.map(expected), null, 1)}\n`;
}

/** Only what says something: no empty option, no serialised code. */
function expected({ type, name, inputs, parent, provider, ...options }: Registration) {
  const { __provider, ...rest } = inputs;
  return {
    resource: `${type}::${name}`,
    parent: lastName(parent),
    provider: lastName(provider),
    protect: options.protect || undefined,
    retainOnDelete: options.retainOnDelete || undefined,
    deleteBeforeReplace: options.deleteBeforeReplace || undefined,
    inputs: Object.keys(rest).length > 0 ? sorted(rest) : undefined,
    aliases: filled(options.aliases),
    ignoreChanges: filled(options.ignoreChanges),
    additionalSecretOutputs: filled(options.additionalSecretOutputs),
  };
}

/** Of a URN, the resource's name. */
const lastName = (urn: string): string | undefined => urn.split("::")[3];

const filled = (list: readonly string[]) => (list.length > 0 ? list : undefined);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
