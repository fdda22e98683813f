import { freePlaces } from "./capacity";
import { IMAGES, INSTANCE_TYPES, REGIONS } from "./catalogue";
import type { Route } from "./route";

/** What can be had: types with their live capacity, images, regions. */
export const OFFER_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/instance-types",
    run: (cloud) =>
      Object.fromEntries(
        INSTANCE_TYPES.map((instance_type) => {
          const { name } = instance_type;
          const regions = REGIONS.filter((region) => freePlaces(cloud, name, region.name) > 0);
          return [name, { instance_type, regions_with_capacity_available: regions }];
        }),
      ),
  },
  { method: "GET", path: "/images", run: () => IMAGES },
  { method: "GET", path: "/regions", run: () => REGIONS },
];
