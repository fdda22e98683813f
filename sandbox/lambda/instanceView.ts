import { INSTANCE_TYPES } from "./catalogue";
import { type Cloud, regionOf } from "./cloud";
import type { Host } from "./fleet";
import { milestones } from "./phase";
import type { InstanceRecord } from "./records";

/** What the vendor says of a host. `user_data` is never told again. */
export function viewInstance(cloud: Cloud, { id, record, phase }: Host): object {
  const at = milestones(record, cloud.settings.timings);
  const addressed = cloud.time.now() >= at.addressed && phase !== "terminated";
  const filesystems = record.file_system_mounts.map((mount) => cloud.filesystems.get(mount.file_system_id)?.name);
  return {
    id,
    name: record.name,
    ip: addressed ? record.ip : undefined,
    private_ip: addressed ? record.private_ip : undefined,
    status: phase,
    ssh_key_names: record.ssh_key_names,
    file_system_names: filesystems.filter((name) => name !== undefined),
    file_system_mounts: record.file_system_mounts.length > 0 ? record.file_system_mounts : undefined,
    region: regionOf(record.region),
    instance_type: INSTANCE_TYPES.find(({ name }) => name === record.type),
    hostname: addressed ? record.hostname : undefined,
    ...(phase === "active" ? jupyter(id, record) : {}),
    actions: actions(cloud, { id, record, phase }),
    tags: record.tags,
    firewall_rulesets: record.firewall_rulesets.map((ruleset) => ({ id: ruleset })),
    // Sent by the vendor, though not in its description.
    is_reserved: false,
  };
}

function jupyter(id: string, { jupyter_token }: InstanceRecord): object {
  return { jupyter_token, jupyter_url: `https://jupyter-${id}.lambdaspaces.com/?token=${jupyter_token}` };
}

function actions(cloud: Cloud, { record, phase }: Host): object {
  const launched = cloud.time.now() >= milestones(record, cloud.settings.timings).terminable;
  const ending = phase === "terminating" || phase === "terminated";
  const unavailable = (code: string, description: string) => ({
    available: false,
    reason_code: code,
    reason_description: description,
  });
  const none = unavailable("vm-is-too-old", "This action is not offered for this instance.");
  const blocked = ending
    ? unavailable("vm-is-terminating", "The instance is being terminated.")
    : launched
      ? undefined
      : unavailable("vm-has-not-launched", "The instance has not launched yet.");
  const busy =
    phase === "booting" ? unavailable("vm-action-in-progress", "The instance is booting.") : { available: true };
  return {
    migrate: blocked ?? none,
    rebuild: blocked ?? none,
    restart: blocked ?? busy,
    cold_reboot: blocked ?? none,
    terminate: blocked ?? { available: true },
  };
}
