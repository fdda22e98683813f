import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterRehearsal } from "./cluster";
import { deployment, deploymentPath } from "./clusterPrograms";
import type { ClusterProgram } from "./clusterStack";

let cluster: ClusterRehearsal;
beforeAll(async () => {
  cluster = await ClusterRehearsal.start();
});
afterAll(() => cluster.stop());

const SETTINGS = "/api/v1/namespaces/default/configmaps/settings";

/** One ConfigMap `settings`. */
function settings(metadata: k8s.types.input.meta.v1.ObjectMeta = {}, data = { level: "3" }): ClusterProgram {
  return async (provider) => {
    new k8s.core.v1.ConfigMap("settings", { metadata: { name: "settings", ...metadata }, data }, { provider });
    return undefined;
  };
}

describe("a workload that doesn't become ready", () => {
  const impatient = { "pulumi.com/timeoutSeconds": "2" };

  test("stays in the state with the reason, and goes on from there once it is mended", async () => {
    const stack = await cluster.stack("huge", deployment("huge", { cpu: "1000", annotations: impatient }));
    const failed = await stack.up();
    expect(failed.error).toContain("apps/v1 Deployment default/huge was applied, but is not ready");
    expect(failed.error).toMatch(/Unschedulable: 0\/1 nodes are available: 1 Insufficient cpu/);
    expect(stack.state).toContain("Insufficient cpu");

    const { uid } = (await cluster.api.get(deploymentPath("huge"))).metadata;
    expect(await stack.runs(deployment("huge", { annotations: impatient })).up()).toMatchObject({ error: undefined });
    expect((await cluster.api.get(deploymentPath("huge"))).metadata.uid).toBe(uid);
    expect(stack.state).not.toContain("Insufficient cpu");
  });

  test("is not waited for where it is told not to be", async () => {
    const annotations = { "pulumi.com/skipAwait": "true" };
    const stack = await cluster.stack("skip", deployment("skipped", { cpu: "1000", annotations }));
    expect((await stack.up()).error).toBeUndefined();
    expect((await stack.destroy()).error).toBeUndefined();
  });

  test("names what forbids its pods", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    const stack = await cluster.stack("restricted", async (provider) => {
      const namespace = new k8s.core.v1.Namespace("guarded", { metadata: { name: "guarded", labels } }, { provider });
      const app = { app: "loose" };
      const template = { metadata: { labels: app }, spec: { containers: [{ name: "main", image: "nginx" }] } };
      const metadata = { namespace: namespace.metadata.name, name: "loose", annotations: impatient };
      new k8s.apps.v1.Deployment(
        "loose",
        { metadata, spec: { selector: { matchLabels: app }, template } },
        { provider },
      );
      return undefined;
    });
    expect((await stack.up()).error).toMatch(/FailedCreate: pods "loose-.*" is forbidden: violates PodSecurity/);
  });
});

describe("a preview", () => {
  test("catches what the API server would refuse, with the field's path", async () => {
    const stack = await cluster.stack("refused", deployment("refused", { replicas: -1 }));
    const { error } = await stack.preview();
    expect(error).toContain("apps/v1 Deployment default/refused can't be created");
    expect(error).toContain("spec.replicas: Invalid value: -1");

    const typo = { name: "typo", labls: {} } as k8s.types.input.meta.v1.ObjectMeta;
    expect((await stack.runs(settings(typo)).preview()).error).toContain(
      ".metadata.labls: field not declared in schema",
    );
  });

  test("passes where the namespace, the kind or the cluster itself is only made by the up", async () => {
    const stack = await cluster.stack("pending", async (provider) => {
      const options = { provider };
      // The namespace comes late, and what belongs in it doesn't know: it has to be waited for.
      const job = { template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "sleep" }] } } };
      const first = new k8s.batch.v1.Job("first", { spec: job }, options);
      const late = { ...options, dependsOn: first };
      const namespace = new k8s.core.v1.Namespace("new", { metadata: { name: "new" } }, late);
      new k8s.core.v1.ConfigMap("inside", { metadata: { namespace: "new" }, data: {} }, options);
      const group = "sophia.example";
      const names = { kind: "Canary", plural: "canaries", singular: "canary" };
      const schema = { openAPIV3Schema: { type: "object", x_kubernetes_preserve_unknown_fields: true } };
      const versions = [{ name: "v1", served: true, storage: true, schema }];
      const definition = new k8s.apiextensions.v1.CustomResourceDefinition(
        "canaries",
        { metadata: { name: `canaries.${group}` }, spec: { group, names, scope: "Cluster", versions } },
        options,
      );
      new k8s.apiextensions.CustomResource(
        "tweety",
        { apiVersion: `${group}/v1`, kind: names.kind, metadata: { name: "tweety" }, spec: { colour: "yellow" } },
        { ...options, dependsOn: definition },
      );
      const kubeconfig = namespace.metadata.uid.apply(() => cluster.kubeconfig);
      const later = new k8s.Provider("later", { kubeconfig, namespace: "new" });
      new k8s.core.v1.ConfigMap("later", { metadata: { name: "later" }, data: {} }, { provider: later });
      return undefined;
    });
    expect((await stack.preview()).error).toBeUndefined();
    expect((await stack.up()).error).toBeUndefined();
    expect(await stack.preview()).toMatchObject({ error: undefined, counts: { same: 9 } });
    expect(await cluster.api.get("/apis/sophia.example/v1/canaries/tweety")).toMatchObject({
      spec: { colour: "yellow" },
    });
    expect(await cluster.api.get("/api/v1/namespaces/new/configmaps/later")).toBeDefined();
    expect(await stack.destroy()).toMatchObject({ error: undefined, counts: { delete: 9 } });
  });
});

describe("an object that exists already", () => {
  test("is refused where something else made it, and adopted where a killed up of this resource did", async () => {
    const stack = await cluster.stack("existing", settings());
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };
    await cluster.api.call("POST", "/api/v1/namespaces/default/configmaps", { body });
    expect((await stack.preview()).error).toContain("v1 ConfigMap default/settings exists already");
    expect((await stack.up()).error).toContain("exists already");
    await cluster.api.call("DELETE", SETTINGS);

    cluster.context.faults.add({
      vendor: "kubernetes",
      operation: "create kubernetes:core/v1:ConfigMap",
      kind: "drop",
    });
    expect((await stack.up()).error).toContain("fault injected");
    expect(await cluster.api.find(SETTINGS)).toBeDefined();
    expect(await stack.up()).toMatchObject({ error: undefined, counts: { create: 1 } });
    expect((await stack.destroy()).error).toBeUndefined();
  });
});

test("an object that someone else made can be looked up, and imported", async () => {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "theirs" }, data: { level: "7" } };
  await cluster.api.call("POST", "/api/v1/namespaces/default/configmaps", { body });
  const stack = await cluster.stack("import", async (provider) => {
    const found = k8s.core.v1.ConfigMap.get("found", "default/theirs", { provider });
    return { level: found.data.level };
  });
  expect((await stack.up()).text).toContain('level: "7"');

  const { metadata, data } = body;
  stack.runs(async (provider) => {
    new k8s.core.v1.ConfigMap("mine", { metadata, data }, { provider, import: "default/theirs" });
    return undefined;
  });
  const imported = await stack.up();
  expect(imported).toMatchObject({ error: undefined, counts: { import: 1 } });
  expect(imported.text).not.toContain("do not match");
  expect(await stack.preview()).toMatchObject({ error: undefined, counts: { same: 3 } });
  expect((await stack.destroy()).error).toBeUndefined();
  expect(await cluster.api.find("/api/v1/namespaces/default/configmaps/theirs")).toBeUndefined();
});

describe("a deletion", () => {
  test("waits until the object is gone, and names the finalizer that holds it", async () => {
    const annotations = { "pulumi.com/timeoutSeconds": "1" };
    const stack = await cluster.stack("held", settings({ annotations, finalizers: ["sophia.example/hold"] }));
    expect((await stack.up()).error).toBeUndefined();
    const held = await stack.destroy();
    expect(held.error).toContain("v1 ConfigMap default/settings is being deleted, but is still there");
    expect(held.error).toContain("finalizer sophia.example/hold");

    await cluster.patch(SETTINGS, { metadata: { finalizers: null } });
    expect((await stack.destroy()).error).toBeUndefined();
  });

  test("of what is gone already is fine, and a refresh forgets it", async () => {
    const stack = await cluster.stack("gone", settings());
    expect((await stack.up()).error).toBeUndefined();
    await cluster.api.call("DELETE", SETTINGS);
    expect(await stack.refresh()).toMatchObject({ error: undefined, counts: { delete: 1 } });
    expect(await stack.up()).toMatchObject({ error: undefined, counts: { create: 1 } });
    await cluster.api.call("DELETE", SETTINGS);
    expect((await stack.destroy()).error).toBeUndefined();
  });
});
