import type { HostGroup } from "../../config/settings";
import { fill } from "../template";

/** Raising it replaces every host (drain them first). An edited template alone changes the hosts that come later. */
export const cloudInitVersion = "1";

/** What makes one host different from the next. */
export interface HostIdentity {
  readonly hostname: string;
  readonly group: string;
  readonly role: HostGroup["role"];
  /** The host's own SSH key: it comes up with it, so the first connection can be verified. */
  readonly hostKey: { readonly privateKey: string; readonly publicKey: string };
  /** What lets a host into the cluster. */
  readonly clusterToken: string;
  /** The address of a server of the cluster. Absent on the host that starts it. */
  readonly join?: string;
}

/** The host's user data from the template `k8s/cloud-init.yaml.tpl`. Holds secrets. */
export function cloudInit(template: string, host: HostIdentity): string {
  return fill(template, {
    hostname: yaml(host.hostname),
    hostPrivateKey: yaml(host.hostKey.privateKey),
    hostPublicKey: yaml(host.hostKey.publicKey),
    k3sRole: yaml(host.role),
    k3sConfig: yaml(JSON.stringify(k3sConfig(host), null, 2)),
  });
}

/** https://docs.k3s.io/installation/configuration; k3s reads YAML, of which JSON is a part. */
function k3sConfig({ role, group, clusterToken, join }: HostIdentity): Readonly<Record<string, unknown>> {
  const common = { token: clusterToken, "node-label": [`sophia.ai/host-group=${group}`] };
  const joined = join === undefined ? common : { ...common, server: `https://${join}:6443` };
  if (role === "agent") return joined;
  // Embedded etcd from the start, so that servers can join later; what goes between hosts is encrypted.
  const server = { "flannel-backend": "wireguard-native", "secrets-encryption": true, "write-kubeconfig-mode": "0600" };
  return { ...joined, ...server, ...(join === undefined ? { "cluster-init": true } : {}) };
}

/** A JSON string is a YAML scalar that needs no indentation, whatever is in it. */
const yaml = (text: string): string => JSON.stringify(text);
