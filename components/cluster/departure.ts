import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterHost } from "./clusterHost";

/**
 * What happens before a host is terminated or replaced: its work moves to the others, which then forget it. Done by a
 * server that stays, since the host itself may be dead; where the cluster does not answer there is nothing to leave.
 */
export function departure(
  name: string,
  leaving: ClusterHost,
  staying: ClusterHost,
  options: pulumi.CustomResourceOptions,
): command.remote.Command {
  // A state from before it was noted has none.
  const launch = leaving.host.launchedAt.apply((time?: string) => time ?? "");
  return new command.remote.Command(
    name,
    {
      connection: staying.connection,
      // Another host is another departure: Pulumi runs `delete` of the old one before the old host goes.
      triggers: [leaving.host.id],
      create: "true",
      delete: pulumi.interpolate`sudo /usr/local/sbin/leave-cluster ${leaving.plan.name} ${launch}`,
    },
    // Longer than `leave-cluster` gives the pods.
    { ...options, customTimeouts: { delete: "15m" } },
  );
}
