import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import type { Credentials } from "../../credentials/credentials";
import { sshPublicKey } from "../../credentials/openSsh";
import { Token } from "../dynamic/token";
import { SshKey } from "../lambda/sshKey";
import { dnsName } from "../naming";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";
import { ClusterHost } from "./clusterHost";
import { sshConnection } from "./connection";
import { type HostPlan, planHosts } from "./hostPlan";
import { reachableKubeconfig, serverOf } from "./kubeconfig";

export interface KubernetesClusterArgs {
  readonly platform: Platform;
  readonly fleet: Settings["fleet"];
  readonly lambda: Settings["lambda"];
  readonly ssh: Settings["ssh"];
  readonly credentials: Credentials;
}

/** The stack's GPU hosts at Lambda Cloud and the k3s cluster that they make up. */
export class KubernetesCluster extends PlatformComponent {
  readonly sshKey: SshKey;
  /** Lets a host into the cluster. */
  readonly joinToken: Token;
  /** In the order of the settings; the first started the cluster. */
  readonly hosts: readonly [ClusterHost, ...ClusterHost[]];
  /** Good from wherever Pulumi runs; an administrator's, so a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Where the API server answers. */
  readonly endpoint: pulumi.Output<string>;

  constructor(name: string, args: KubernetesClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:cluster:KubernetesCluster", name, args.platform, options);
    this.sshKey = this.createSshKey(args);
    this.joinToken = new Token(this.name("join-token"), {}, this.kept);
    this.hosts = this.createHosts(args);
    this.kubeconfig = this.readKubeconfig(args);
    this.endpoint = pulumi.unsecret(this.kubeconfig.apply(serverOf));
    this.registerOutputs({ endpoint: this.endpoint });
  }

  private createSshKey({ platform, credentials }: KubernetesClusterArgs): SshKey {
    const publicKey = pulumi.unsecret(credentials["lambda-ssh-private-key"].apply(sshPublicKey));
    return new SshKey(this.name("ssh-key"), { name: dnsName(platform.project, platform.stack), publicKey }, this.child);
  }

  private createHosts(args: KubernetesClusterArgs): [ClusterHost, ...ClusterHost[]] {
    const cloudInitTemplate = readFileSync(join(__dirname, "../../k8s/cloud-init.yaml.tpl"), "utf8");
    const { platform, ssh } = args;
    const { regions } = args.lambda;
    const common = {
      platform,
      regions,
      ssh,
      clusterToken: this.joinToken.value,
      cloudInitTemplate,
      sshKeyName: this.sshKey.name,
    };
    const create = (plan: HostPlan, server?: ClusterHost) =>
      new ClusterHost(this.name(plan.key), { ...common, plan, join: server?.host.privateIp }, this.child);
    const [first, ...others] = planHosts(args.fleet.groups, platform.stack);
    if (first === undefined) throw new Error("a cluster needs at least one host");
    const starter = create(first);
    return [starter, ...others.map((plan) => create(plan, starter))];
  }

  /** Over SSH from the host that started the cluster, once it is installed. */
  private readKubeconfig({ ssh, credentials }: KubernetesClusterArgs): pulumi.Output<string> {
    const privateKey = credentials["lambda-ssh-private-key"];
    const [{ host, hostKey }] = this.hosts;
    const connection = sshConnection(ssh, { host: host.ip, hostKey: hostKey.publicKey, privateKey });
    // Another host is asked again. Its output is never logged: it holds the administrator's key.
    const asked = { connection, triggers: [host.id], logging: command.remote.Logging.None };
    const installed = new command.remote.Command(
      this.name("installed"),
      { ...asked, create: "cloud-init status --wait" },
      this.child,
    );
    const { stdout } = new command.remote.Command(
      this.name("kubeconfig"),
      { ...asked, create: "sudo cat /etc/rancher/k3s/k3s.yaml" },
      { ...this.child, dependsOn: [installed], additionalSecretOutputs: ["stdout", "stderr"] },
    );
    return pulumi.secret(pulumi.all([stdout, host.ip]).apply(([text, ip]) => reachableKubeconfig(text, ip)));
  }
}
