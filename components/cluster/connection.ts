import type { types } from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";

export interface SshTarget {
  readonly host: pulumi.Input<string>;
  /** The host's public key: a host that has another is not talked to. */
  readonly hostKey: pulumi.Input<string>;
  readonly privateKey: pulumi.Input<string>;
}

/** How Pulumi reaches a host over SSH, through the bastion where the settings have one; both are verified. */
export function sshConnection(
  { user, port, bastion }: Settings["ssh"],
  target: SshTarget,
): types.input.remote.ConnectionArgs {
  const proxy = bastion && { ...bastion, privateKey: target.privateKey };
  return { ...target, user, port, proxy };
}
