import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kubeconfig } from "../../../sandbox/kubernetes/cluster/kubeconfig";
import { checkArguments, loadKubeconfig, replacingArguments } from "../../../sandbox/kubernetes/resource/arguments";
import { type Props, UNKNOWN } from "../../../sandbox/plugin/types";

function configFor(server: string, authority = "authority"): string {
  return kubeconfig({ server, authority, certificate: "certificate", key: "the-private-key" });
}

const LOCAL = configFor("https://127.70.1.1:6443");

function reasons(args: Props): string[] {
  return checkArguments(args).map(({ property, reason }) => `${property} ${reason}`);
}

describe("a provider's arguments", () => {
  test("are fine with a kubeconfig of this machine, as text, as JSON, or as a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    writeFileSync(join(folder, "config"), LOCAL);
    const { clusters, contexts, users, currentContext } = loadKubeconfig({ kubeconfig: LOCAL });
    const decoded = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": currentContext,
      clusters: clusters.map(({ name, server }) => ({ name, cluster: { server } })),
      contexts: contexts.map(({ name, cluster, user }) => ({ name, context: { cluster, user } })),
      users: users.map(({ name }) => ({ name, user: {} })),
    };
    for (const value of [LOCAL, decoded, join(folder, "config")]) expect(reasons({ kubeconfig: value })).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test("are fine in a preview that doesn't know the kubeconfig yet", () => {
    expect(reasons({ kubeconfig: UNKNOWN })).toEqual([]);
  });

  test("never reach a cluster that is not the rehearsal's", () => {
    const [reason] = reasons({ kubeconfig: configFor("https://prod.example.com:6443") });
    expect(reason).toContain("leads to https://prod.example.com:6443, which is not this machine");
    expect(reasons({}).join()).toContain("kubeconfig is missing");
  });

  test("say what is wrong without a line of the kubeconfig", () => {
    const broken = LOCAL.replace("apiVersion: v1", "apiVersion: : v1");
    expect(reasons({ kubeconfig: broken })).toEqual(["kubeconfig is neither a kubeconfig nor the path of one"]);
    expect(reasons({ kubeconfig: LOCAL, context: "other" }).join()).toContain("has no cluster for its current context");
  });

  test("that can't be rehearsed are all refused at once", () => {
    const all = reasons({ kubeconfig: LOCAL, renderYamlToDirectory: "out", enableServerSideApply: false });
    expect(all).toHaveLength(2);
    expect(reasons({ kubeconfig: LOCAL, renderYamlToDirectory: "", enableServerSideApply: true })).toEqual([]);
  });
});

describe("a changed provider", () => {
  const olds = { kubeconfig: LOCAL };

  test("is replaced with all that is in it where it is another cluster", () => {
    expect(replacingArguments(olds, { kubeconfig: configFor("https://127.70.1.2:6443") })).toEqual(["kubeconfig"]);
    expect(replacingArguments(olds, { kubeconfig: configFor("https://127.70.1.1:6443", "anew") })).toEqual([
      "kubeconfig",
    ]);
    expect(replacingArguments(olds, { kubeconfig: UNKNOWN })).toEqual(["kubeconfig"]);
  });

  test("is updated where it is the same one", () => {
    const other = LOCAL.replace(
      Buffer.from("certificate").toString("base64"),
      Buffer.from("renewed").toString("base64"),
    );
    expect(other).not.toBe(LOCAL);
    expect(replacingArguments(olds, { kubeconfig: other })).toEqual([]);
    expect(replacingArguments(olds, { ...olds, namespace: "mcp" })).toEqual([]);
  });

  test("goes by its clusterIdentifier alone where it has one", () => {
    const identified = { kubeconfig: configFor("https://127.70.1.2:6443"), clusterIdentifier: "main" };
    expect(replacingArguments({ ...olds, clusterIdentifier: "main" }, identified)).toEqual([]);
    expect(replacingArguments({ ...olds, clusterIdentifier: "old" }, identified)).toEqual(["clusterIdentifier"]);
  });
});
