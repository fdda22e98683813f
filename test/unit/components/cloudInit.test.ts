import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cloudInit, type HostIdentity } from "../../../components/cluster/cloudInit";
import { planHosts } from "../../../components/cluster/hostPlan";
import { sshKeyPair } from "../../../credentials/openSsh";

const template = readFileSync(join(__dirname, "../../../k8s/cloud-init.yaml.tpl"), "utf8");
const [starter, server, agent] = planHosts(
  [
    { name: "sophia-main", type: "gpu_1x_a10", role: "server", count: 2 },
    { name: "sophia-analytics", type: "gpu_1x_a10", role: "agent", count: 1, taints: ["a/b=c:NoSchedule"] },
  ],
  "prod",
);
if (starter === undefined || server === undefined || agent === undefined) throw new Error("three hosts were planned");
const first: HostIdentity = {
  plan: starter,
  hostKey: sshKeyPair(Buffer.alloc(32, 3), "host"),
  clusterToken: "token",
  authorizedKeys: [sshKeyPair(Buffer.alloc(32, 4), "").publicKey],
};
const k3sOf = (host: HostIdentity) => {
  const { write_files: files } = parse(cloudInit(template, host));
  const file = files.find(({ path }: { path: string }) => path === "/etc/rancher/k3s/config.yaml");
  return parse(file.content);
};

describe("cloudInit", () => {
  it("is cloud-config that brings the host up with its own SSH key, open to those who are authorised", () => {
    const text = cloudInit(template, first);
    expect(text.startsWith("#cloud-config\n")).toBe(true);
    expect(parse(text)).toMatchObject({
      hostname: "sophia-main-1-prod",
      ssh_deletekeys: true,
      ssh_keys: { ed25519_private: first.hostKey.privateKey, ed25519_public: first.hostKey.publicKey },
      ssh_authorized_keys: first.authorizedKeys,
      ssh_pwauth: false,
    });
  });

  it("says every value as it is, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary-ascii" }), (name, privateKey) => {
        const host = { ...first, plan: { ...first.plan, name }, hostKey: { privateKey, publicKey: "p" } };
        const parsed = parse(cloudInit(template, host));
        expect(parsed.hostname).toBe(name);
        expect(parsed.ssh_keys.ed25519_private).toBe(privateKey);
      }),
    );
  });

  it("keeps the files that hold secrets to root", () => {
    const { write_files: files } = parse(cloudInit(template, first));
    for (const file of files) if (file.content.includes("token")) expect(file.permissions).toMatch(/^"?0[67]00"?$/);
  });

  it("gives a server etcd and encrypted traffic between hosts, and lets the first alone start a cluster", () => {
    const config = {
      token: "token",
      "node-label": ["sophia.ai/host-group=sophia-main", "sophia.ai/launch=@@LAUNCH@@"],
      "kubelet-arg": ["container-log-max-size=20Mi", "container-log-max-files=5"],
      "flannel-backend": "wireguard-native",
      "secrets-encryption": true,
      "write-kubeconfig-mode": "0600",
    };
    expect(k3sOf(first)).toEqual(config);
    expect(k3sOf({ ...first, plan: server })).toEqual(config);
    const started = (plan: HostIdentity["plan"]) => parse(cloudInit(template, { ...first, plan })).runcmd;
    expect(started(starter)).toEqual([["/usr/local/sbin/install-k3s", "server", "starts"]]);
    expect(started(server)).toEqual([["/usr/local/sbin/install-k3s", "server", "joins"]]);
    expect(started(agent)).toEqual([["/usr/local/sbin/install-k3s", "agent", "joins"]]);
  });

  it("gives an agent its taints, and nothing that only a server understands", () => {
    expect(k3sOf({ ...first, plan: agent })).toEqual({
      token: "token",
      "node-label": ["sophia.ai/host-group=sophia-analytics", "sophia.ai/launch=@@LAUNCH@@"],
      "node-taint": ["a/b=c:NoSchedule"],
      "kubelet-arg": ["container-log-max-size=20Mi", "container-log-max-files=5"],
    });
  });
});
