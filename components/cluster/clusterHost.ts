import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import { HostKey } from "../dynamic/hostKey";
import { GpuHost } from "../lambda/gpuHost";
import { dnsName } from "../naming";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";
import { cloudInit, cloudInitVersion } from "./cloudInit";
import { sshConnection } from "./connection";
import type { HostPlan } from "./hostPlan";

export interface ClusterHostArgs {
  readonly platform: Platform;
  readonly plan: HostPlan;
  /** Where it may run, best first; once another host of the cluster runs, where that one is. */
  readonly regions: readonly string[];
  /** The firewall rule set's id, by region. */
  readonly rulesets: Readonly<Record<string, pulumi.Input<string>>>;
  /** The name of the key at Lambda that every launch has to name. */
  readonly launchKeyName: pulumi.Input<string>;
  readonly ssh: Settings["ssh"];
  /** What Pulumi logs in with. */
  readonly loginKey: pulumi.Input<string>;
  /** All that may log in: OpenSSH public keys. */
  readonly authorizedKeys: readonly string[];
  readonly clusterToken: pulumi.Input<string>;
  /** The text of `k8s/cloud-init.yaml.tpl`. */
  readonly cloudInitTemplate: string;
}

/** A GPU host of the cluster, with an SSH key of its own that is known before it boots. */
export class ClusterHost extends PlatformComponent {
  readonly plan: HostPlan;
  readonly hostKey: HostKey;
  readonly host: GpuHost;
  /** Lets in exactly who is authorised now, also on hosts that were launched with other keys. */
  readonly authorizedKeys: command.remote.Command;
  /** How Pulumi reaches it. */
  readonly connection: ReturnType<typeof sshConnection>;

  constructor(
    name: string,
    private readonly args: ClusterHostArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("sophia:cluster:ClusterHost", name, args.platform, options);
    this.plan = args.plan;
    this.hostKey = new HostKey(this.name("host-key"), {}, this.kept);
    this.host = this.launch();
    const { loginKey: privateKey, ssh } = args;
    this.connection = sshConnection(ssh, { host: this.host.ip, hostKey: this.hostKey.publicKey, privateKey });
    this.authorizedKeys = this.authorize();
    this.registerOutputs({ address: this.host.ip });
  }

  private launch(): GpuHost {
    const { plan, ssh, platform, regions, rulesets, launchKeyName } = this.args;
    return new GpuHost(
      this.name("gpu"),
      {
        key: plan.key,
        name: plan.name,
        hostname: plan.name,
        cluster: dnsName(platform.project, platform.stack),
        regions: [...regions],
        instanceTypes: [plan.type],
        sshKeyName: launchKeyName,
        firewallRulesets: { ...rulesets },
        userData: this.userData(),
        userDataVersion: cloudInitVersion,
        tags: { ...this.tags },
        ssh: { user: ssh.user, port: ssh.port, bastion: ssh.bastion?.host },
      },
      this.kept,
    );
  }

  private userData(): pulumi.Output<string> {
    const { plan, clusterToken, cloudInitTemplate, authorizedKeys } = this.args;
    const { privateKey, publicKey } = this.hostKey;
    const whole = pulumi
      .all([privateKey, publicKey, clusterToken])
      .apply(([privateKey, publicKey, clusterToken]) =>
        cloudInit(cloudInitTemplate, { plan, hostKey: { privateKey, publicKey }, clusterToken, authorizedKeys }),
      );
    return pulumi.secret(whole);
  }

  /** Public keys, so nothing here is secret; another host is told again, and so are all when the keys change. */
  private authorize(): command.remote.Command {
    const { connection, host } = this;
    return new command.remote.Command(
      this.name("authorized-keys"),
      {
        connection,
        triggers: [host.id],
        create: "sudo /usr/local/sbin/authorize-keys",
        stdin: `${this.args.authorizedKeys.join("\n")}\n`,
      },
      this.child,
    );
  }
}
