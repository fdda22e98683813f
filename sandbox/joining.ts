import type { NodeSpec } from "./kubernetes/cluster/nodes";
import { INSTANCE_TYPES } from "./lambda/catalogue";
import type { LiveHost } from "./lambda/hosts";

/**
 * The Kubernetes node that a host of Lambda's becomes when its k3s is up. Not imitated: the labels and taints of its
 * k3s configuration, and what the system keeps of a machine's capacity for itself.
 */
export function nodeOf({ hostname, instanceType, region }: LiveHost): NodeSpec {
  const specs = INSTANCE_TYPES.find(({ name }) => name === instanceType)?.specs;
  if (specs === undefined) throw new Error(`host ${hostname} has the unknown instance type ${instanceType}`);
  return {
    name: hostname,
    labels: { "node.kubernetes.io/instance-type": instanceType, "topology.kubernetes.io/region": region },
    capacity: {
      cpu: String(specs.vcpus),
      memory: `${specs.memory_gib}Gi`,
      "ephemeral-storage": `${specs.storage_gib}Gi`,
      "nvidia.com/gpu": String(specs.gpus),
    },
  };
}
