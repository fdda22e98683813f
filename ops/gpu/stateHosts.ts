import { z } from "zod";

/** As `pulumi stack export` gives it: what this project knows of its GPU hosts. */
const resource = z.object({
  type: z.string(),
  id: z.string().optional(),
  created: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
const exported = z.object({
  deployment: z.object({
    resources: z.array(resource).nullish(),
    pending_operations: z.array(z.object({ type: z.string(), resource })).nullish(),
  }),
});

const GPU_HOST = "pulumi-nodejs:dynamic/lambda:GpuHost";

export interface StateHost {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch; undefined where the state is older than that field. */
  readonly createdAt: number | undefined;
}

export interface StackState {
  readonly hosts: readonly StateHost[];
  /** Keys of hosts that somebody is just creating, or was when a run was killed. */
  readonly comingUp: ReadonlySet<string>;
}

/** Errors: text that is no exported stack. */
export function stackState(text: string): StackState {
  const { resources, pending_operations: pending } = exported.parse(JSON.parse(text)).deployment;
  const hosts = (resources ?? []).filter(({ type, id }) => type === GPU_HOST && id !== undefined && id !== "");
  const creating = (pending ?? []).filter(({ type, resource }) => type === "creating" && resource.type === GPU_HOST);
  return {
    hosts: hosts.map(({ id = "", created, outputs, inputs }) => ({
      id,
      name: String(outputs?.name ?? inputs?.name ?? ""),
      createdAt: created === undefined ? undefined : Date.parse(created),
    })),
    comingUp: new Set(creating.map(({ resource: { inputs } }) => String(inputs?.key))),
  };
}
