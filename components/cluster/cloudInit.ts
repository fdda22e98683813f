import { fill } from "../template";
import type { HostPlan } from "./hostPlan";

/** Raising it replaces every host, one after the other. An edited template alone changes the hosts that come later. */
export const cloudInitVersion = "1";

/** What makes one host different from the next. */
export interface HostIdentity {
  readonly plan: HostPlan;
  /** The host's own SSH key: it comes up with it, so the first connection can be verified. */
  readonly hostKey: { readonly privateKey: string; readonly publicKey: string };
  /** What lets a host into the cluster. */
  readonly clusterToken: string;
  /** Who may log in from the first boot on: OpenSSH public keys. */
  readonly authorizedKeys: readonly string[];
}

/** The host's user data from the template `k8s/cloud-init.yaml.tpl`. Holds secrets. */
export function cloudInit(template: string, host: HostIdentity): string {
  const { plan, hostKey, authorizedKeys } = host;
  return fill(template, {
    hostname: yaml(plan.name),
    hostPrivateKey: yaml(hostKey.privateKey),
    hostPublicKey: yaml(hostKey.publicKey),
    authorizedKeys: JSON.stringify(authorizedKeys),
    k3sRole: yaml(plan.role),
    k3sStart: yaml(plan.startsCluster ? "starts" : "joins"),
    k3sConfig: yaml(JSON.stringify(k3sConfig(host), null, 2)),
  });
}

/** https://docs.k3s.io/installation/configuration; k3s reads YAML, of which JSON is a part. */
function k3sConfig({ plan, clusterToken }: HostIdentity): Readonly<Record<string, unknown>> {
  const { role, group, taints } = plan;
  const common = {
    token: clusterToken,
    // The launch: a node of this name may be another host's by the time that this one leaves.
    "node-label": [`sophia.ai/host-group=${group}`, "sophia.ai/launch=@@LAUNCH@@"],
    ...(taints.length === 0 ? {} : { "node-taint": taints }),
    "kubelet-arg": ["container-log-max-size=20Mi", "container-log-max-files=5"],
  };
  if (role === "agent") return common;
  // Embedded etcd from the start (`install-k3s`), so that servers can join later; what goes between hosts is encrypted.
  const server = { "flannel-backend": "wireguard-native", "secrets-encryption": true, "write-kubeconfig-mode": "0600" };
  return { ...common, ...server };
}

/** A JSON string is a YAML scalar that needs no indentation, whatever is in it. */
const yaml = (text: string): string => JSON.stringify(text);
