import { z } from "zod";
import { type Cloud, isoTime, newId, regionOf, requireProvider, requireQuota, requireRegion } from "./cloud";
import { Refusal } from "./errors";
import type { FilesystemRecord } from "./records";
import { parse, type Route } from "./route";

const creation = z.object({
  name: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[a-zA-Z]+[0-9a-zA-Z-]*$/),
  region: z.string(),
});

/** The paths are spelt in two ways, `file-systems` and `filesystems`: so are Lambda's. */
export const FILESYSTEM_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/file-systems",
    run: (cloud) => cloud.filesystems.list().map(({ id, value }) => render(cloud, id, value)),
  },
  {
    method: "POST",
    path: "/filesystems",
    run: (cloud, { body }) => {
      const { name, region } = parse(creation, body);
      if (cloud.account.get().state === "invalid-address") throw new Refusal("global/invalid-address");
      requireRegion(region);
      const filesystems = cloud.filesystems.list();
      // Names are assumed to be unique in a region: launches look them up by name and region.
      const taken = filesystems.some(({ value }) => value.name === name && value.region === region);
      if (taken)
        throw new Refusal("global/duplicate", { message: `Filesystem "${name}" exists in ${region} already.` });
      requireQuota(cloud, "filesystems", filesystems.length);
      requireProvider(cloud);
      const id = newId();
      const record = { name, region, created: cloud.time.now() };
      cloud.filesystems.put(id, record);
      return render(cloud, id, record);
    },
  },
  {
    method: "DELETE",
    path: "/filesystems/{id}",
    run: (cloud, { id }) => {
      if (cloud.filesystems.get(id) === undefined) {
        throw new Refusal("global/object-does-not-exist", { message: "Filesystem was not found." });
      }
      if (isInUse(cloud, id)) throw new Refusal("filesystems/filesystem-in-use");
      cloud.filesystems.delete(id);
      return { deleted_ids: [id] };
    },
  },
];

/** A terminating host still holds its file systems (measured). */
function isInUse(cloud: Cloud, id: string): boolean {
  const mounts = cloud.fleet.holding().flatMap(({ record }) => record.file_system_mounts);
  return mounts.some(({ file_system_id }) => file_system_id === id);
}

function render(cloud: Cloud, id: string, { name, region, created }: FilesystemRecord): object {
  return {
    id,
    name,
    mount_point: `/lambda/nfs/${name}`,
    created: isoTime(created),
    created_by: { id: "0".repeat(32), email: "owner@example.com", status: "active" },
    is_in_use: isInUse(cloud, id),
    region: regionOf(region),
    bytes_used: 0,
  };
}
