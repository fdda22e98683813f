import type { Cloud } from "./cloud";

/** A host of `type` in `region` at a time: how many more fit now. */
export function freePlaces(cloud: Cloud, type: string, region: string): number {
  const place = placeName(type, region);
  const all = cloud.account.get().capacity[place] ?? cloud.settings.capacity[type]?.[region] ?? 0;
  return Math.max(0, all - taken(cloud, type, region));
}

/** Makes room for exactly `free` more hosts, whatever runs there now. */
export function setFreePlaces(cloud: Cloud, type: string, region: string, free: number): void {
  const capacity = { ...cloud.account.get().capacity, [placeName(type, region)]: free + taken(cloud, type, region) };
  cloud.account.set({ capacity });
}

/** Whether a launch there has room. Uses up a shortfall: capacity that is advertised may be gone when asked for. */
export function takePlace(cloud: Cloud, type: string, region: string): boolean {
  const place = placeName(type, region);
  const { shortfalls } = cloud.account.get();
  const short = shortfalls[place] ?? 0;
  if (short > 0) cloud.account.set({ shortfalls: { ...shortfalls, [place]: short - 1 } });
  return short === 0 && freePlaces(cloud, type, region) > 0;
}

export function placeName(type: string, region: string): string {
  return `${type}/${region}`;
}

function taken(cloud: Cloud, type: string, region: string): number {
  return cloud.fleet.holding().filter(({ record }) => record.type === type && record.region === region).length;
}
