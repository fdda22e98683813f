import { parse } from "yaml";
import { z } from "zod";
import type { NodeSpec } from "./kubernetes/cluster/nodes";
import { INSTANCE_TYPES } from "./lambda/catalogue";
import type { LiveHost } from "./lambda/hosts";

/** https://docs.k3s.io/installation/configuration; what is not looked at may be anything. */
const k3sConfig = z.looseObject({
  "node-label": z.array(z.string()).default([]),
  "node-taint": z.array(z.string()).default([]),
});

/**
 * The Kubernetes node that a host of Lambda's becomes when its k3s is up. Not imitated: the rest of its k3s configuration
 * (a host joins whatever its token is), and what the system keeps of a machine's capacity for itself.
 */
export function nodeOf({ hostname, instanceType, region, file }: LiveHost): NodeSpec {
  const specs = INSTANCE_TYPES.find(({ name }) => name === instanceType)?.specs;
  if (specs === undefined) throw new Error(`host ${hostname} has the unknown instance type ${instanceType}`);
  const config = k3sConfig.parse(parse(file("/etc/rancher/k3s/config.yaml") ?? "") ?? {});
  const labels = config["node-label"].map((label) => label.split("=", 2));
  return {
    name: hostname,
    labels: {
      "node.kubernetes.io/instance-type": instanceType,
      "topology.kubernetes.io/region": region,
      ...Object.fromEntries(labels),
    },
    taints: config["node-taint"],
    capacity: {
      cpu: String(specs.vcpus),
      memory: `${specs.memory_gib}Gi`,
      "ephemeral-storage": `${specs.storage_gib}Gi`,
      "nvidia.com/gpu": String(specs.gpus),
    },
  };
}
