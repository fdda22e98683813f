import { stringify } from "yaml";

/** Who connects where; certificates and keys as PEM. */
export interface Access {
  readonly server: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A kubeconfig as k3s writes it to /etc/rancher/k3s/k3s.yaml: one cluster, one user, one context, all named `default`. */
export function kubeconfig({ server, authority, certificate, key }: Access): string {
  const name = "default";
  return stringify(
    {
      apiVersion: "v1",
      clusters: [{ cluster: { "certificate-authority-data": base64(authority), server }, name }],
      contexts: [{ context: { cluster: name, user: name }, name }],
      "current-context": name,
      kind: "Config",
      users: [{ name, user: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) } }],
    },
    { lineWidth: 0 },
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
