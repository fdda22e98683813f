import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/settings";
import { podSpec, type ServerPod } from "./podSpec";

type Selector = Readonly<Record<string, string>>;

export interface ServerDeployment extends ServerPod {
  /** Changes with the credentials, and so rolls the pods: environment variables are read once. */
  readonly credentialsChecksum: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Has no `replicas`: they are the autoscaler's. */
export function deploymentSpec(args: ServerDeployment): types.input.apps.v1.DeploymentSpec {
  const labels = { ...args.labels, ...args.selector };
  const annotations = { "sophia.ai/credentials": args.credentialsChecksum };
  return {
    selector: { matchLabels: { ...args.selector } },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: { metadata: { labels, annotations }, spec: podSpec(args) },
  };
}

export function serviceSpec(selector: Selector, port: number): types.input.core.v1.ServiceSpec {
  return { type: "ClusterIP", selector: { ...selector }, ports: [{ name: "http", port, targetPort: "http" }] };
}

/** At 70 % of the CPU and 80 % of the memory that the pods request. */
export function autoscalerSpec(
  deployment: pulumi.Input<string>,
  { min, max }: Settings["mcp"]["replicas"],
): types.input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  const utilization = (name: string, averageUtilization: number) => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
  });
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
    minReplicas: min,
    maxReplicas: max,
    metrics: [utilization("cpu", 70), utilization("memory", 80)],
  };
}

/** One pod at a time leaves a host that is drained. */
export function disruptionBudgetSpec(selector: Selector): types.input.policy.v1.PodDisruptionBudgetSpec {
  return { maxUnavailable: 1, selector: { matchLabels: { ...selector } } };
}

/**
 * In: the pods of the same namespace, on the server's port. Out: names, and HTTPS to the internet, where the services
 * behind the server are; nothing in private networks, so not the cluster's API either.
 */
export function networkPolicySpec(selector: Selector): types.input.networking.v1.NetworkPolicySpec {
  const dns = (protocol: string) => ({ protocol, port: 53 });
  const kubeSystem = { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } };
  const internet = { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] };
  return {
    podSelector: { matchLabels: { ...selector } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: "TCP", port: "http" }] }],
    egress: [
      { to: [{ namespaceSelector: kubeSystem }], ports: [dns("UDP"), dns("TCP")] },
      { to: [{ ipBlock: internet }], ports: [{ protocol: "TCP", port: 443 }] },
    ],
  };
}
