import type { GpuHostInputs } from "./gpuHostInputs";
import type { InstanceTypes } from "./schemas";

export interface Place {
  readonly region: string;
  readonly instanceType: string;
}

/**
 * Where a host may be launched now, best first: the first region with any of the types, as the hosts of one cluster
 * belong together, and in it the first type.
 */
export function placesWithCapacity(
  types: InstanceTypes,
  regions: readonly string[],
  instanceTypes: readonly string[],
): Place[] {
  const places = regions.flatMap((region) => instanceTypes.map((instanceType) => ({ region, instanceType })));
  return places.filter(({ region, instanceType }) =>
    types[instanceType]?.regions_with_capacity_available.some(({ name }) => name === region),
  );
}

/** For people: where each of the types is free now, wherever that is. */
export function freeNow(types: InstanceTypes, instanceTypes: readonly string[]): string {
  const free = instanceTypes.map((name) => {
    const regions = types[name]?.regions_with_capacity_available.map((region) => region.name) ?? [];
    return `${name} in ${regions.length === 0 ? "no region" : regions.join(", ")}`;
  });
  return free.join("; ");
}

/** What was tried, and what is free instead. */
export function noCapacity(inputs: GpuHostInputs, minutes: number, refused: ReadonlySet<string>, free: string): Error {
  const tried = refused.size === 0 ? "" : ` Launching was refused for ${[...refused].join("; ")}.`;
  return new Error(
    `${inputs.name}: no capacity for ${wanted(inputs)} within ${minutes} min.${tried} Free now: ${free}. Nothing was ` +
      "launched. Add regions or instance types to the host's settings, or run the same command again later.",
  );
}

export function wanted({ regions, instanceTypes }: GpuHostInputs): string {
  return `${instanceTypes.join(" or ")} in ${regions.join(" or ")}`;
}
