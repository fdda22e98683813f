import type { Fleet } from "./fleet";
import type { GpuHostInputs } from "./gpuHostInputs";
import type { Instance } from "./schemas";

/** The regions that can be used: where the host's file systems are. */
export async function usableRegions({ client }: Fleet, inputs: GpuHostInputs): Promise<readonly string[]> {
  const { regions, filesystemNames = [] } = inputs;
  if (filesystemNames.length === 0) return regions;
  const all = await client.listFilesystems();
  const placesOf = (name: string) => all.filter((one) => one.name === name).map((one) => one.region.name);
  const usable = regions.filter((region) => filesystemNames.every((name) => placesOf(name).includes(region)));
  if (usable.length > 0) return usable;
  const found = filesystemNames.map((name) => `${name} in ${placesOf(name).join(", ") || "no region"}`);
  throw new Error(
    `${inputs.name}: none of the regions ${regions.join(", ")} has all of its file systems: ${found.join("; ")}. ` +
      "A host and its file systems must be in one region.",
  );
}

/** Of the regions, the one where the rest of the cluster is: the vendor's private network ends at the region. */
export function togetherWith(
  peers: readonly Instance[],
  inputs: GpuHostInputs,
  regions: readonly string[],
): readonly string[] {
  const [there] = peers;
  if (there === undefined) return regions;
  const { name } = there.region;
  if (regions.includes(name)) return [name];
  throw new Error(
    `${inputs.name}: the cluster's ${there.name ?? there.id} is in ${name}, which is none of the regions ` +
      `${regions.join(", ")}. Hosts of one cluster must be in one region: add ${name} to the regions.`,
  );
}

/** Throws where the vendor has no such type. */
export function refuseUnknownTypes(inputs: GpuHostInputs, known: readonly string[]): void {
  const unknown = inputs.instanceTypes.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const offers = [...known].sort().join(", ");
  throw new Error(`${inputs.name}: Lambda Cloud has no instance type ${unknown.join(", ")}; it has ${offers}.`);
}

/** Throws where the vendor has no such region. */
export async function refuseUnknownRegions({ client }: Fleet, inputs: GpuHostInputs): Promise<void> {
  const known = (await client.listRegions()).map(({ name }) => name);
  const unknown = inputs.regions.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `${inputs.name}: Lambda Cloud has no region ${unknown.join(", ")}; it has ${known.sort().join(", ")}.`,
  );
}
