import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import type { Credentials } from "../../credentials/credentials";
import { Token } from "../dynamic/token";
import { SshKey } from "../lambda/sshKey";
import { dnsName } from "../naming";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";
import { ClusterFirewall } from "./clusterFirewall";
import { ClusterHost } from "./clusterHost";
import { departure } from "./departure";
import { planHosts } from "./hostPlan";
import { reachableKubeconfig, serverOf } from "./kubeconfig";

export interface KubernetesClusterArgs {
  readonly platform: Platform;
  readonly fleet: Settings["fleet"];
  readonly lambda: Settings["lambda"];
  readonly ssh: Settings["ssh"];
  readonly credentials: Credentials;
  /** Who may log in to the hosts: OpenSSH public keys. */
  readonly authorizedKeys: readonly string[];
}

/** The stack's GPU hosts at Lambda Cloud and the k3s cluster that they make up. */
export class KubernetesCluster extends PlatformComponent {
  readonly firewall: ClusterFirewall;
  /** Named by every launch, since Lambda wants one; opens nothing, as nobody has its private half. */
  readonly launchKey: SshKey;
  /** Lets a host into the cluster. */
  readonly joinToken: Token;
  /** In the order of the settings; the first started the cluster. */
  readonly hosts: readonly [ClusterHost, ...ClusterHost[]];
  /** How hosts leave the cluster before they end. */
  readonly departures: readonly command.remote.Command[];
  /** Good from wherever Pulumi runs; an administrator's, so a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Where the API server answers. */
  readonly endpoint: pulumi.Output<string>;

  constructor(
    name: string,
    private readonly args: KubernetesClusterArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("sophia:cluster:KubernetesCluster", name, args.platform, options);
    const { platform, lambda } = args;
    this.firewall = new ClusterFirewall(this.name("firewall"), { platform, lambda }, this.child);
    const launchKeyName = dnsName(platform.project, platform.stack);
    this.launchKey = new SshKey(this.name("launch-key"), { name: launchKeyName }, this.child);
    this.joinToken = new Token(this.name("join-token"), {}, this.kept);
    this.hosts = this.createHosts();
    this.departures = this.createDepartures();
    this.kubeconfig = this.readKubeconfig();
    this.endpoint = pulumi.unsecret(this.kubeconfig.apply(serverOf));
    this.registerOutputs({ endpoint: this.endpoint });
  }

  /** The others come when the first is there: they join it, in its region. */
  private createHosts(): [ClusterHost, ...ClusterHost[]] {
    const { platform, ssh, lambda, fleet, credentials, authorizedKeys } = this.args;
    const common = {
      platform,
      regions: lambda.regions,
      rulesets: this.firewall.rulesets,
      ssh,
      loginKey: credentials["lambda-ssh-private-key"],
      authorizedKeys,
      clusterToken: this.joinToken.value,
      cloudInitTemplate: readFileSync(join(__dirname, "../../k8s/cloud-init.yaml.tpl"), "utf8"),
      launchKeyName: this.launchKey.name,
    };
    const [first, ...others] = planHosts(fleet.groups, platform.stack);
    if (first === undefined) throw new Error("a cluster needs at least one host");
    const starter = new ClusterHost(this.name(first.key), { ...common, plan: first }, this.child);
    const after = { ...this.child, dependsOn: [starter] };
    return [starter, ...others.map((plan) => new ClusterHost(this.name(plan.key), { ...common, plan }, after))];
  }

  /** Each host's by another server. The only server has none to leave to. */
  private createDepartures(): command.remote.Command[] {
    const servers = this.hosts.filter(({ plan }) => plan.role === "server");
    return this.hosts.flatMap((leaving) => {
      const staying = servers.find((server) => server !== leaving);
      if (staying === undefined) return [];
      return departure(this.name(`${leaving.plan.key}-departure`), leaving, staying, this.child);
    });
  }

  /** Over SSH from the host that started the cluster, once it is installed. */
  private readKubeconfig(): pulumi.Output<string> {
    const [{ host, connection }] = this.hosts;
    // Another host is asked again. Its output is never logged: it holds the administrator's key.
    const asked = { connection, triggers: [host.id], logging: command.remote.Logging.None };
    const installed = new command.remote.Command(
      this.name("installed"),
      { ...asked, create: "sudo /usr/local/sbin/await-installation" },
      this.child,
    );
    const { stdout } = new command.remote.Command(
      this.name("kubeconfig"),
      { ...asked, create: "sudo cat /etc/rancher/k3s/k3s.yaml" },
      {
        ...this.child,
        // Whatever runs in the cluster depends on this, so all of it is gone before the first host leaves.
        dependsOn: [installed, ...this.departures],
        additionalSecretOutputs: ["stdout", "stderr"],
      },
    );
    return pulumi.secret(pulumi.all([stdout, host.ip]).apply(([text, ip]) => reachableKubeconfig(text, ip)));
  }
}
