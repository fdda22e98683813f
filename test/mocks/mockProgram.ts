import * as pulumi from "@pulumi/pulumi";
import { computedOutputs } from "./computedOutputs";
import { type Registration, recordRegistrations } from "./registrations";

export interface MockOptions {
  readonly project?: string;
  readonly stack?: string;
  /** With its namespace, structured values as JSON. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  readonly preview?: boolean;
}

export interface MockedProgram {
  /** Everything that was registered, sorted by URN; the stack itself is left out. */
  readonly resources: readonly Registration[];
  /** Returned by the program, outputs resolved. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The one resource of a name; throws where there is none. */
  resource(name: string): Registration;
}

const stackType = "pulumi:pulumi:Stack";

/**
 * Runs `program` as a whole under Pulumi's mocks and waits until everything that it began has ended. Throws what the
 * program throws; refuses every function call of a provider, and every resource type that `computedOutputs.ts` does not
 * know.
 */
export async function mockProgram(
  program: () => Promise<Record<string, unknown>>,
  { project = "sophia-infra", stack = "test", config = {}, secretKeys = [], preview = false }: MockOptions = {},
): Promise<MockedProgram> {
  const secretOutputs = new Map<string, readonly string[]>();
  const refusals: string[] = [];
  await pulumi.runtime.setMocks(mocks(secretOutputs, refusals), project, stack, preview);
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  const registrations = recordRegistrations((request) => {
    secretOutputs.set(`${request.getType()} ${request.getName()}`, request.getAdditionalsecretoutputsList());
  });
  const outputs = await run(program);
  if (refusals.length > 0) throw new Error(refusals.join("\n"));
  const resources = registrations.filter(({ type }) => type !== stackType).sort((a, b) => (a.urn < b.urn ? -1 : 1));
  return {
    ...{ resources, outputs },
    resource: (name) => {
      const found = resources.find((resource) => resource.name === name);
      if (found !== undefined) return found;
      throw new Error(`no resource "${name}"; there are: ${resources.map((resource) => resource.name).join(", ")}`);
    },
  };
}

/** What the program throws is kept from Pulumi, which would end the process with it. */
async function run(program: () => Promise<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
  const failures: unknown[] = [];
  const outputs: unknown = await pulumi.runtime.runInPulumiStack(async () => {
    try {
      return await program();
    } catch (error) {
      failures.push(error);
      return {};
    }
  });
  await pulumi.runtime.disconnect();
  if (failures.length > 0) throw failures[0];
  return outputs as Readonly<Record<string, unknown>>;
}

/** What they refuse is collected: thrown here, it would come out as some other error much later. */
function mocks(secretOutputs: ReadonlyMap<string, readonly string[]>, refusals: string[]): pulumi.runtime.Mocks {
  return {
    call: ({ token }) => {
      refusals.push(`the program calls ${token}, for which there is no mock`);
      return {};
    },
    newResource: ({ type, name, inputs, custom }) => {
      if (custom === false || type === stackType) return { id: "", state: inputs };
      if (type.startsWith("pulumi:providers:")) return { id: `${name}-id`, state: inputs };
      const computed = computedOutputs[type];
      if (computed === undefined) refusals.push(`the program registers a ${type}, for which there is no mock`);
      const { id = `${name}-id`, outputs = {} } = computed?.(name, inputs) ?? {};
      const state: Record<string, unknown> = { ...inputs, ...outputs };
      for (const output of secretOutputs.get(`${type} ${name}`) ?? []) state[output] = pulumi.secret(state[output]);
      return { id, state };
    },
  };
}
