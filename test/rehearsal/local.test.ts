import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Sophia } from "./sophia";

/** One bring-up, then everything that a newcomer does with it, in order. */
describe("the local rehearsal", () => {
  const sophia = new Sophia();
  afterAll(() => sophia.dispose());

  beforeAll(async () => {
    const { stdout, stderr } = await sophia.run(["up"]);
    expect(stdout).toMatch(/^mcpUrl +http/m);
    expect(stdout).toMatch(/^kubeconfig +\[secret\]/m);
    expect(stderr).toContain("kubectl --kubeconfig");
  });

  it("plans nothing once it is up, by our command and by plain pulumi alike", async () => {
    expect((await sophia.run(["preview"])).stdout).toMatch(/^plan: \d+ unchanged$/m);
    const plain = await sophia.shell("pulumi preview --stack local --expect-no-changes --non-interactive");
    expect(plain).toMatchObject({ code: 0 });
  });

  it("shows the workload available to plain kubectl", async () => {
    const { stdout } = await sophia.shell("kubectl get deploy,hpa,svc -A -o json");
    const { items } = JSON.parse(stdout) as { items: { kind: string; metadata: { name: string }; status: object }[] };
    const deployment = items.find(({ kind }) => kind === "Deployment");
    expect(deployment?.status).toMatchObject({ availableReplicas: 1, unavailableReplicas: undefined });
    expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["HorizontalPodAutoscaler", "Service"]));
  });

  it("shows with path and values what was changed behind Pulumi's back at every vendor, and mends it", async () => {
    const sandbox = sophia.sandbox();
    const tampers: { collection: string; changes: Record<string, unknown>; shown: RegExp }[] = [
      { collection: "vercel.project", changes: { framework: "vite" }, shown: /framework: "nextjs" → "vite"/ },
      { collection: "snowflake.warehouse", changes: { auto_suspend: 3600 }, shown: /autoSuspend: \d+ → 3600/ },
      { collection: "github.environment", changes: { wait_timer: 30 }, shown: /waitTimer: .*30/ },
      { collection: "lambda.instance", changes: { name: "renamed-by-hand" }, shown: /name: "[^"]+" → "renamed-by-hand"/ },
    ];
    for (const { collection, changes } of tampers) {
      const [id = ""] = Object.keys((await sandbox.call("GET", `world/${collection}`)) as object);
      await sandbox.call("PATCH", `world/${collection}/${encodeURIComponent(id)}`, changes);
    }
    await sophia.shell("kubectl -n sophia scale hpa --all --replicas=1; kubectl -n sophia label deploy --all owner=somebody --overwrite");
    const { stdout } = await sophia.run(["refresh"]);
    for (const { shown } of tampers) expect(stdout).toMatch(shown);
    expect(stdout).toMatch(/labels\.owner: "platform" → "somebody"/);
    await sophia.run(["up"]);
    expect((await sophia.run(["refresh"])).stdout).toContain("no drift");
  });

  it("never writes to the committed stack files, and keeps everything in its state folder", async () => {
    const { stdout } = await sophia.shell("git status --porcelain -- 'Pulumi*.yaml'");
    expect(stdout).toBe("");
    expect(readFileSync(join(sophia.folder, "project", "Pulumi.local.yaml"), "utf8")).toContain("secure: v1:");
  });

  it("takes everything down again", async () => {
    await sophia.run(["destroy"]);
    const { stdout } = await sophia.run(["status", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ running: true, holds: {} });
    await sophia.run(["stop"]);
    expect(JSON.parse((await sophia.run(["status", "--json"])).stdout)).toMatchObject({ running: false });
  });
});
