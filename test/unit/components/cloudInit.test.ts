import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cloudInit, type HostIdentity } from "../../../components/cluster/cloudInit";
import { sshKeyPair } from "../../../credentials/openSsh";

const template = readFileSync(join(__dirname, "../../../k8s/cloud-init.yaml.tpl"), "utf8");
const first: HostIdentity = {
  hostname: "sophia-main-1-prod",
  group: "sophia-main",
  role: "server",
  hostKey: sshKeyPair(Buffer.alloc(32, 3), "host"),
  clusterToken: "token",
};
const k3sOf = (host: HostIdentity) => {
  const { write_files: files } = parse(cloudInit(template, host));
  const file = files.find(({ path }: { path: string }) => path === "/etc/rancher/k3s/config.yaml");
  return parse(file.content);
};

describe("cloudInit", () => {
  it("is cloud-config that brings the host up with its own SSH key", () => {
    const text = cloudInit(template, first);
    expect(text.startsWith("#cloud-config\n")).toBe(true);
    expect(parse(text)).toMatchObject({
      hostname: "sophia-main-1-prod",
      ssh_deletekeys: true,
      ssh_keys: { ed25519_private: first.hostKey.privateKey, ed25519_public: first.hostKey.publicKey },
      ssh_pwauth: false,
    });
  });

  it("says every value as it is, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary-ascii" }), (hostname, privateKey) => {
        const parsed = parse(cloudInit(template, { ...first, hostname, hostKey: { privateKey, publicKey: "p" } }));
        expect(parsed.hostname).toBe(hostname);
        expect(parsed.ssh_keys.ed25519_private).toBe(privateKey);
      }),
    );
  });

  it("keeps the files that hold secrets to root", () => {
    const { write_files: files } = parse(cloudInit(template, first));
    for (const file of files) if (file.content.includes("token")) expect(file.permissions).toMatch(/^"?0[67]00"?$/);
  });

  it("lets the first server start the cluster, with etcd in it and traffic between hosts encrypted", () => {
    expect(k3sOf(first)).toEqual({
      token: "token",
      "node-label": ["sophia.ai/host-group=sophia-main"],
      "flannel-backend": "wireguard-native",
      "secrets-encryption": true,
      "write-kubeconfig-mode": "0600",
      "cluster-init": true,
    });
    expect(parse(cloudInit(template, first)).runcmd).toEqual([["/usr/local/sbin/install-k3s", "server"]]);
  });

  it("lets another server join it", () => {
    const config = k3sOf({ ...first, join: "10.19.0.1" });
    expect(config).toMatchObject({ server: "https://10.19.0.1:6443", "flannel-backend": "wireguard-native" });
    expect(config).not.toHaveProperty("cluster-init");
  });

  it("gives an agent nothing that only a server understands", () => {
    expect(k3sOf({ ...first, role: "agent", join: "10.19.0.1" })).toEqual({
      token: "token",
      "node-label": ["sophia.ai/host-group=sophia-main"],
      server: "https://10.19.0.1:6443",
    });
  });
});
