import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterProgram } from "./clusterStack";

/** A password in the platform's Secret: it must be found nowhere in clear. */
export const CANARY = "a-recognisable-password";

function pod(app: string, image = "nginx:1", cpu = "0.25") {
  const container = { name: "main", image, resources: { requests: { cpu, memory: "64Mi" } } };
  return { metadata: { labels: { app } }, spec: { containers: [container] } };
}

export interface DeploymentSettings {
  readonly image?: string;
  readonly cpu?: string;
  readonly app?: string;
  readonly replicas?: number;
  readonly annotations?: Record<string, string>;
}

/** One Deployment in the namespace `default`. */
export function deployment(name: string, settings: DeploymentSettings = {}): ClusterProgram {
  const { image, cpu, app = name, replicas = 2, annotations } = settings;
  const spec = { replicas, selector: { matchLabels: { app } }, template: pod(app, image, cpu) };
  return async (provider) => {
    new k8s.apps.v1.Deployment(name, { metadata: { name, annotations }, spec }, { provider });
    return undefined;
  };
}

/** A Deployment that an autoscaler scales by its CPU; `annotations` are its pods'. */
export function autoscaled(
  name: string,
  annotations: Record<string, string>,
  scale: { minReplicas: number; maxReplicas: number },
): ClusterProgram {
  const template = pod(name);
  const spec = {
    selector: { matchLabels: { app: name } },
    template: { ...template, metadata: { ...template.metadata, annotations } },
  };
  const metrics = [
    { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
  ];
  return async (provider) => {
    const target = new k8s.apps.v1.Deployment(name, { metadata: { name }, spec }, { provider });
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: target.metadata.name };
    const scaler = { metadata: { name }, spec: { ...scale, scaleTargetRef, metrics } };
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(name, scaler, { provider });
    return undefined;
  };
}

export function deploymentPath(name: string): string {
  return `/apis/apps/v1/namespaces/default/deployments/${name}`;
}

/** One object of every kind that is waited for, and some that are not. */
export const platform: ClusterProgram = async (provider) => {
  const options = { provider };
  const namespace = new k8s.core.v1.Namespace("platform", { metadata: { name: "platform" } }, options).metadata.name;
  const selector = (app: string) => ({ matchLabels: { app } });
  const password = pulumi.secret(CANARY);
  new k8s.core.v1.Secret("password", { metadata: { namespace }, stringData: { password } }, options);
  new k8s.core.v1.ConfigMap("settings", { metadata: { namespace }, data: { level: "3" } }, options);
  const web = new k8s.apps.v1.Deployment(
    "web",
    { metadata: { namespace, name: "web" }, spec: { replicas: 3, selector: selector("web"), template: pod("web") } },
    options,
  );
  const service = new k8s.core.v1.Service(
    "web",
    { metadata: { namespace, name: "web" }, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } },
    options,
  );
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: web.metadata.name };
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    "web",
    { metadata: { namespace }, spec: { minReplicas: 3, maxReplicas: 5, scaleTargetRef } },
    options,
  );
  const headless = { clusterIP: "None", selector: { app: "store" }, ports: [{ port: 6379 }] };
  const store = new k8s.core.v1.Service("store", { metadata: { namespace, name: "store" }, spec: headless }, options);
  new k8s.apps.v1.StatefulSet(
    "store",
    {
      metadata: { namespace },
      spec: { serviceName: store.metadata.name, replicas: 2, selector: selector("store"), template: pod("store") },
    },
    options,
  );
  new k8s.apps.v1.DaemonSet(
    "agent",
    { metadata: { namespace }, spec: { selector: selector("agent"), template: pod("agent") } },
    options,
  );
  const { spec } = pod("migrate");
  const job = { template: { spec: { ...spec, restartPolicy: "Never" } } };
  new k8s.batch.v1.Job("migrate", { metadata: { namespace }, spec: job }, options);
  return { address: service.spec.clusterIP, available: web.status.availableReplicas };
};
