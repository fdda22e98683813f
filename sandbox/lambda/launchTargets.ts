import { IMAGES, type Image, INSTANCE_TYPES, REGIONS } from "./catalogue";
import type { Cloud } from "./cloud";
import { Refusal } from "./errors";
import type { LaunchRequest } from "./launchRequest";
import type { InstanceRecord } from "./records";
import { invalid } from "./route";

/** What a launch names, found. */
export interface LaunchTargets {
  readonly image: Image;
  readonly authorized_keys: readonly string[];
  readonly mounts: InstanceRecord["file_system_mounts"];
}

/**
 * Finds all that a launch names; file systems are looked at before capacity (measured). The description allows 400 and
 * 404 for what isn't there: 404 is assumed for the type and the region, 400 for what hangs on them.
 */
export function findTargets(cloud: Cloud, request: LaunchRequest): LaunchTargets {
  const { region_name: region, instance_type_name: type } = request;
  if (!REGIONS.some(({ name }) => name === region)) throw missing(`Region "${region}"`, 404);
  if (!INSTANCE_TYPES.some(({ name }) => name === type)) throw missing(`Instance type "${type}"`, 404);
  const keys = request.ssh_key_names.map((name) => {
    const key = cloud.sshKeys.list().find(({ value }) => value.name === name);
    if (key === undefined) throw missing(`SSH key "${name}"`);
    return key.value.public_key;
  });
  for (const { id } of request.firewall_rulesets) {
    if (cloud.firewallRulesets.get(id)?.region !== region) throw missing(`Firewall ruleset ${id} in ${region}`);
  }
  return { image: findImage(request), authorized_keys: keys, mounts: findMounts(cloud, request) };
}

function findImage({ image, region_name: region }: LaunchRequest): Image {
  const wanted = IMAGES.find((candidate) => {
    if (candidate.region.name !== region) return false;
    if (image === undefined) return true;
    return "id" in image ? candidate.id === image.id : candidate.family === image.family;
  });
  if (wanted === undefined) throw missing(`Image ${JSON.stringify(image)} in ${region}`);
  return wanted;
}

/** By name a file system is looked for in the region (measured); by id it is found and then refused (assumed). */
function findMounts(cloud: Cloud, request: LaunchRequest): InstanceRecord["file_system_mounts"] {
  const { region_name: region, file_system_names, file_system_mounts } = request;
  const mounts = new Map<string, string>();
  for (const name of file_system_names) {
    const found = cloud.filesystems.list().find(({ value }) => value.name === name && value.region === region);
    if (found === undefined) throw missing(`Filesystem "${name}" in ${region}`);
    mounts.set(found.id, `/lambda/nfs/${name}`);
  }
  for (const { mount_point, file_system_id } of file_system_mounts) {
    const found = cloud.filesystems.get(file_system_id);
    if (found === undefined) throw missing(`Filesystem ${file_system_id}`);
    if (found.region !== region) throw new Refusal("instance-operations/launch/file-system-in-wrong-region");
    mounts.set(file_system_id, mount_point);
  }
  if (new Set(mounts.values()).size < mounts.size) throw invalid(["file_system_mounts: a mount point is used twice"]);
  return [...mounts].map(([file_system_id, mount_point]) => ({ mount_point, file_system_id }));
}

function missing(what: string, status = 400): Refusal {
  const told = { status, message: `${what} does not exist.`, suggestion: "Check the name and try again." };
  return new Refusal("global/object-does-not-exist", told);
}
