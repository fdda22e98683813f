import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import { HostKey } from "../dynamic/hostKey";
import { GpuHost } from "../lambda/gpuHost";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";
import { cloudInit, cloudInitVersion } from "./cloudInit";
import type { HostPlan } from "./hostPlan";

export interface ClusterHostArgs {
  readonly platform: Platform;
  readonly plan: HostPlan;
  /** Where it may run, best first. */
  readonly regions: readonly string[];
  /** The name of the key at Lambda that opens it. */
  readonly sshKeyName: pulumi.Input<string>;
  readonly ssh: Settings["ssh"];
  readonly clusterToken: pulumi.Input<string>;
  /** The text of `k8s/cloud-init.yaml.tpl`. */
  readonly cloudInitTemplate: string;
  /** The address of a server to join. Default: it starts the cluster. */
  readonly join?: pulumi.Input<string>;
}

/** A GPU host of the cluster, with an SSH key of its own that is known before it boots. */
export class ClusterHost extends PlatformComponent {
  readonly hostKey: HostKey;
  readonly host: GpuHost;

  constructor(name: string, args: ClusterHostArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:cluster:ClusterHost", name, args.platform, options);
    const { plan, ssh } = args;
    this.hostKey = new HostKey(this.name("host-key"), {}, this.kept);
    this.host = new GpuHost(
      this.name("gpu"),
      {
        key: plan.key,
        name: plan.name,
        hostname: plan.name,
        regions: [...args.regions],
        instanceTypes: [plan.type],
        sshKeyName: args.sshKeyName,
        userData: userData(args, this.hostKey),
        userDataVersion: cloudInitVersion,
        tags: { ...this.tags },
        ssh: { user: ssh.user, port: ssh.port, bastion: ssh.bastion?.host },
      },
      this.kept,
    );
    this.registerOutputs({ address: this.host.ip });
  }
}

function userData(args: ClusterHostArgs, { privateKey, publicKey }: HostKey): pulumi.Output<string> {
  const { plan, clusterToken, join, cloudInitTemplate } = args;
  const { name: hostname, group, role } = plan;
  const whole = pulumi
    .all([privateKey, publicKey, clusterToken, join])
    .apply(([privateKey, publicKey, clusterToken, join]) =>
      cloudInit(cloudInitTemplate, { hostname, group, role, hostKey: { privateKey, publicKey }, clusterToken, join }),
    );
  return pulumi.secret(whole);
}
