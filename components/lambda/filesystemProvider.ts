import { failures, text } from "../dynamic/check";
import type { Implementation, Properties } from "../dynamic/implementation";
import type { Account } from "./account";
import { findOrAdd } from "./findOrAdd";
import { existingId, filesystemName } from "./limits";
import { patiently } from "./patience";
import type { VendorFilesystem } from "./schemas";

const rules = { name: filesystemName, region: text({ max: 64 }), existingId };

export function filesystems(account: Account, say: (line: string) => void): Implementation {
  return {
    async check(_olds, news) {
      return { inputs: news, failures: failures("Filesystem", rules, news) };
    },
    async diff(_id, olds, news) {
      const replaces = ["name", "region"].filter((property) => olds[property] !== news[property]);
      return { changes: replaces.length > 0, replaces, deleteBeforeReplace: !replaces.includes("name") };
    },
    async create(inputs) {
      const client = await account();
      const [name, region] = [String(inputs.name), String(inputs.region)];
      const filesystem = await findOrAdd(
        `file system ${name}`,
        say,
        async () => (await client.listFilesystems()).find((one) => one.name === name && one.region.name === region),
        () => client.createFilesystem(name, region),
      );
      return { id: filesystem.id, outs: outputsOf(filesystem) };
    },
    async read(id) {
      const filesystem = (await (await account()).listFilesystems()).find((one) => one.id === id);
      if (filesystem === undefined) return {};
      const { name, region } = outputsOf(filesystem);
      return { id, props: outputsOf(filesystem), inputs: { name, region } };
    },
    async update(_id, olds) {
      return { outs: olds };
    },
    async delete(id, known) {
      const client = await account();
      // In use until its last host is gone.
      await patiently(client, `file system ${known.name ?? id}`, say, () => client.deleteFilesystem(id));
    },
  };
}

/** Not what changes by itself: size and whether it is in use would be drift at every look. */
function outputsOf(filesystem: VendorFilesystem): Properties {
  return { name: filesystem.name, region: filesystem.region.name, mountPoint: filesystem.mount_point };
}
