import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

type PodSpec = types.input.core.v1.PodSpec;
type Container = types.input.core.v1.Container;

export interface ServerPod {
  readonly server: string;
  readonly image: pulumi.Input<string>;
  readonly port: number;
  readonly serviceAccount: pulumi.Input<string>;
  /** Names of the Secrets: what the server's services open with, and what its image is pulled with. */
  readonly credentials: pulumi.Input<string>;
  readonly pullSecret: pulumi.Input<string>;
  /** By service, the environment variable of its credential. */
  readonly services: Readonly<Record<string, string>>;
  /** Labels of all its pods, and of no others. */
  readonly selector: Readonly<Record<string, string>>;
}

/** One MCP server's pod, good for Pod Security "restricted". */
export function podSpec(pod: ServerPod): PodSpec {
  return {
    serviceAccountName: pod.serviceAccount,
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: pod.pullSecret }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    // Longer than the server takes to answer what it has begun (images/mcp-server/http.ts).
    terminationGracePeriodSeconds: 30,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { ...pod.selector } },
      },
    ],
    containers: [container(pod)],
  };
}

function container({ server, image, port, credentials, services }: ServerPod): Container {
  return {
    name: "server",
    image,
    ports: [{ name: "http", containerPort: port }],
    env: [
      { name: "MCP_SERVER", value: server },
      { name: "MCP_PORT", value: String(port) },
      { name: "MCP_SERVICES", value: JSON.stringify(services) },
    ],
    envFrom: [{ secretRef: { name: credentials } }],
    resources: {
      requests: { cpu: "1", memory: "2Gi" },
      limits: { cpu: "2", memory: "4Gi" },
    },
    startupProbe: { httpGet: { path: "/health/basic", port: "http" }, periodSeconds: 2, failureThreshold: 30 },
    readinessProbe: { httpGet: { path: "/health/detailed", port: "http" }, periodSeconds: 5 },
    livenessProbe: { httpGet: { path: "/health/basic", port: "http" }, periodSeconds: 10 },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}
