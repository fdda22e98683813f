import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type McpServerName, mcpServers } from "../../config/mcpServers";
import type { Settings } from "../../config/settings";
import type { Credentials } from "../../credentials/credentials";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";
import { checksumOf, dockerConfig, serverCredentials, serviceVariables } from "./serverSecrets";
import { autoscalerSpec, deploymentSpec, disruptionBudgetSpec, networkPolicySpec, serviceSpec } from "./serverSpecs";

export interface McpServerArgs {
  readonly platform: Platform;
  readonly server: McpServerName;
  readonly mcp: Settings["mcp"];
  readonly credentials: Credentials;
  readonly namespace: pulumi.Input<string>;
  /** By digest. */
  readonly image: pulumi.Input<string>;
}

/** One MCP server in the cluster: scaled by load, never down as a whole, open to its own namespace only. */
export class McpServer extends PlatformComponent {
  readonly account: kubernetes.core.v1.ServiceAccount;
  readonly serviceCredentials: kubernetes.core.v1.Secret;
  readonly pullSecret: kubernetes.core.v1.Secret;
  readonly deployment: kubernetes.apps.v1.Deployment;
  readonly service: kubernetes.core.v1.Service;
  readonly autoscaler: kubernetes.autoscaling.v2.HorizontalPodAutoscaler;
  readonly disruptionBudget: kubernetes.policy.v1.PodDisruptionBudget;
  readonly networkPolicy: kubernetes.networking.v1.NetworkPolicy;
  /** Where MCP clients in the cluster reach it. */
  readonly url: pulumi.Output<string>;

  private readonly selector: Readonly<Record<string, string>>;

  constructor(name: string, args: McpServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:mcp:McpServer", name, args.platform, options);
    const { core, apps, autoscaling, policy, networking } = kubernetes;
    const { port } = mcpServers[args.server];
    this.selector = { "app.kubernetes.io/name": args.server, "app.kubernetes.io/component": "mcp-server" };
    const metadata = this.metadata(args);

    const noToken = { metadata, automountServiceAccountToken: false };
    this.account = new core.v1.ServiceAccount(this.name("account"), noToken, this.child);
    this.serviceCredentials = this.createCredentials(args);
    this.pullSecret = this.createPullSecret(args);
    this.deployment = new apps.v1.Deployment(this.name("deployment"), this.deploymentArgs(args), this.child);
    const service = { metadata, spec: serviceSpec(this.selector, port) };
    this.service = new core.v1.Service(this.name("service"), service, this.child);
    const autoscaler = { metadata, spec: autoscalerSpec(this.deployment.metadata.name, args.mcp.replicas) };
    this.autoscaler = new autoscaling.v2.HorizontalPodAutoscaler(this.name("autoscaler"), autoscaler, this.child);
    const budget = { metadata, spec: disruptionBudgetSpec(this.selector) };
    this.disruptionBudget = new policy.v1.PodDisruptionBudget(this.name("budget"), budget, this.child);
    const network = { metadata, spec: networkPolicySpec(this.selector) };
    this.networkPolicy = new networking.v1.NetworkPolicy(this.name("network"), network, this.child);

    this.url = pulumi.interpolate`http://${this.service.metadata.name}.${args.namespace}.svc.cluster.local:${port}/mcp`;
    this.registerOutputs({ url: this.url });
  }

  private createCredentials(args: McpServerArgs): kubernetes.core.v1.Secret {
    const data = serverCredentials(args.server, args.credentials);
    const metadata = this.metadata(args, "-credentials");
    return new kubernetes.core.v1.Secret(this.name("credentials"), { metadata, type: "Opaque", data }, this.child);
  }

  private createPullSecret(args: McpServerArgs): kubernetes.core.v1.Secret {
    const config = dockerConfig(args.mcp.registry, args.credentials["container-registry-token"]);
    const metadata = this.metadata(args, "-pull");
    const secret = { metadata, type: "kubernetes.io/dockerconfigjson", data: { ".dockerconfigjson": config } };
    return new kubernetes.core.v1.Secret(this.name("pull"), secret, this.child);
  }

  private deploymentArgs(args: McpServerArgs): kubernetes.apps.v1.DeploymentArgs {
    const spec = deploymentSpec({
      server: args.server,
      image: args.image,
      port: mcpServers[args.server].port,
      serviceAccount: this.account.metadata.name,
      credentials: this.serviceCredentials.metadata.name,
      credentialsChecksum: checksumOf(serverCredentials(args.server, args.credentials)),
      pullSecret: this.pullSecret.metadata.name,
      services: serviceVariables(args.server),
      labels: { ...this.tags },
      selector: this.selector,
    });
    return { metadata: this.metadata(args), spec };
  }

  private metadata({ server, namespace }: McpServerArgs, suffix = "") {
    return { name: `${server}${suffix}`, namespace, labels: { ...this.tags, ...this.selector } };
  }
}
