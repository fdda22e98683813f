import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_NODE } from "../../sandbox/kubernetes/cluster/nodes";
import type { KubeObject } from "../../sandbox/kubernetes/objects";
import { ClusterRehearsal } from "./cluster";
import { autoscaled, CANARY, deployment, deploymentPath, platform } from "./clusterPrograms";

const PODS = "/api/v1/namespaces/default/pods";

let cluster: ClusterRehearsal;
beforeAll(async () => {
  cluster = await ClusterRehearsal.start();
});
afterAll(() => cluster.stop());

describe("a whole platform", () => {
  test("rolls out, and then neither a preview nor a refresh finds anything to do", async () => {
    const stack = await cluster.stack("platform", platform);

    const before = await stack.preview();
    expect(before.error).toBeUndefined();
    expect(before.text).toMatch(/address *: \[unknown\]/);

    const up = await stack.up();
    expect(up.error).toBeUndefined();
    expect(up.counts).toEqual({ create: 12 });
    expect(up.text).toMatch(/address *: "10\.43\./);
    expect(up.text).toMatch(/available: 3/);

    expect(await stack.preview()).toMatchObject({ error: undefined, counts: { same: 12 } });
    expect(await stack.refresh()).toMatchObject({ error: undefined, counts: { same: 12 } });

    for (const text of [CANARY, Buffer.from(CANARY).toString("base64")]) {
      expect(stack.state.includes(text)).toBe(false);
    }

    const destroy = await stack.destroy();
    expect(destroy).toMatchObject({ error: undefined, counts: { delete: 12 } });
    expect(await cluster.api.find("/api/v1/namespaces/platform")).toBeUndefined();
  });
});

const IMAGE = "spec.template.spec.containers[0].image";

describe("a change behind Pulumi's back", () => {
  test("is shown by a refresh with its path and value, and mended by an up", async () => {
    const stack = await cluster.stack("drift", deployment("drifting"));
    expect((await stack.up()).error).toBeUndefined();

    const container = { name: "main", image: "nginx:edited" };
    const body = {
      metadata: { labels: { edited: "by-hand" } },
      spec: { template: { spec: { containers: [container] } } },
    };
    await cluster.patch(deploymentPath("drifting"), body);
    const refreshed = await stack.refresh();
    expect(refreshed.counts).toMatchObject({ update: 1 });
    expect(refreshed.paths).toContain(IMAGE);

    const preview = await stack.preview();
    expect(preview.text).toMatch(/image *: "nginx:edited" => "nginx:1"/);
    expect(await stack.up()).toMatchObject({ error: undefined, counts: { update: 1 } });
    const live = await cluster.api.get(deploymentPath("drifting"));
    expect(JSON.stringify(live.spec)).toContain('"nginx:1"');
    expect(live.metadata.labels).toBeUndefined();
  });
});

describe("an update", () => {
  test("of an immutable field replaces the object, of another one rolls it out in place", async () => {
    const stack = await cluster.stack("replace", deployment("changing"));
    expect((await stack.up()).error).toBeUndefined();
    const { uid } = (await cluster.api.get(deploymentPath("changing"))).metadata;

    expect(await stack.runs(deployment("changing", { image: "nginx:2" })).up()).toMatchObject({
      counts: { update: 1 },
    });
    expect((await cluster.api.get(deploymentPath("changing"))).metadata.uid).toBe(uid);

    stack.runs(deployment("changing", { image: "nginx:2", app: "other" }));
    const preview = await stack.preview();
    expect(preview).toMatchObject({ error: undefined, counts: { replace: 1 } });
    expect(preview.paths).toContain("spec.selector.matchLabels.app");
    expect(await stack.up()).toMatchObject({ error: undefined, counts: { replace: 1 } });
    expect((await cluster.api.get(deploymentPath("changing"))).metadata.uid).not.toBe(uid);
  });

  test("meets a conflict over what another manager owns, says so, and takes it where it is told to", async () => {
    const stack = await cluster.stack("conflict", deployment("contested"));
    expect((await stack.up()).error).toBeUndefined();
    await cluster.patch(deploymentPath("contested"), { spec: { replicas: 3 } }, "autoscaler");

    stack.runs(deployment("contested", { replicas: 4 }));
    const refused = await stack.up();
    expect(refused.error).toContain('conflict with "autoscaler"');
    expect(refused.error).toContain("spec.replicas");
    expect(refused.error).toContain("pulumi.com/patchForce");

    stack.runs(deployment("contested", { replicas: 4, annotations: { "pulumi.com/patchForce": "true" } }));
    expect((await stack.up()).error).toBeUndefined();
    expect((await cluster.api.get(deploymentPath("contested"))).spec).toMatchObject({ replicas: 4 });
  });
});

describe("the control plane", () => {
  test("comes back from its folder with everything in it, and pods run again at once", async () => {
    const stack = await cluster.stack("restart", deployment("lasting"));
    expect((await stack.up()).error).toBeUndefined();
    await cluster.restart();

    // Were the nodes still held by the kwok that was stopped, nothing would run for most of a minute.
    const pod = { metadata: { name: "first" }, spec: { containers: [{ name: "main", image: "nginx" }] } };
    await cluster.api.call("POST", PODS, { body: { apiVersion: "v1", kind: "Pod", ...pod } });
    await expect
      .poll(async () => (await cluster.api.get(`${PODS}/first`)).status, { timeout: 12_000 })
      .toMatchObject({ phase: "Running" });
    expect(await stack.preview()).toMatchObject({ error: undefined, counts: { same: 3 } });
  });

  test("moves the pods of a machine that is taken away to one that has joined", async () => {
    const stack = await cluster.stack("nodes", deployment("moving"));
    expect((await stack.up()).error).toBeUndefined();
    await cluster.controlPlane.addNode({ name: "sophia-main-1", capacity: DEFAULT_NODE.capacity });
    await cluster.controlPlane.removeNode(DEFAULT_NODE.name);

    const query = { labelSelector: "app=moving" };
    await expect
      .poll(
        async () => {
          const pods = await cluster.api.get<{ items: KubeObject[] }>(PODS, { query });
          return pods.items.map(({ spec, status }) => ({ ...(spec as object), ...(status as object) }));
        },
        { timeout: 30_000 },
      )
      .toMatchObject([
        { nodeName: "sophia-main-1", phase: "Running" },
        { nodeName: "sophia-main-1", phase: "Running" },
      ]);
    await cluster.controlPlane.addNode(DEFAULT_NODE);
  });

  test("has figures by which an autoscaler scales", async () => {
    const busy = { "kwok.x-k8s.io/usage-cpu": "1" };
    const scale = { minReplicas: 1, maxReplicas: 4 };
    const stack = await cluster.stack("scaling", autoscaled("busy", busy, scale));
    expect((await stack.up()).error).toBeUndefined();
    const path = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/busy";
    await expect
      .poll(async () => (await cluster.api.get(path)).status, { timeout: 60_000, interval: 500 })
      .toMatchObject({ currentReplicas: 4, desiredReplicas: 4 });
    expect(await stack.preview()).toMatchObject({ error: undefined, counts: { same: 4 } });
  });
});
