import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LambdaClient } from "../../components/lambda/client";
import { ClusterApi } from "../../sandbox/kubernetes/api";
import { findSecrets, readTree, spyOnArguments } from "./canary";
import { Sophia } from "./sophia";

interface Row {
  readonly name: string;
  readonly standing: string;
}

const DEPLOYMENT = "/apis/apps/v1/namespaces/sophia/deployments/ai-intelligence";

/** One bring-up, then everything that a newcomer does with it, in order. */
describe("the local rehearsal", () => {
  const sophia = new Sophia();
  afterAll(() => sophia.dispose());

  /** The arguments of every process that was seen during the bring-up. */
  let spied: ReadonlySet<string> = new Set();

  const cluster = async () => {
    const config = new KubeConfig();
    config.loadFromFile(join(sophia.folder, "kubeconfig"));
    return await ClusterApi.connect(config);
  };
  const list = async (path: string) => {
    const { body } = await (await cluster()).call<{ items: { status?: object }[] }>("GET", path);
    return body.items;
  };

  beforeAll(async () => {
    const { stdout, stderr } = await spyOnArguments(
      () => sophia.run(["up"]),
      (seen) => {
        spied = seen;
      },
    );
    expect(stdout).toMatch(/^mcpUrl +http/m);
    expect(stdout).toMatch(/^kubeconfig +\[secret\]/m);
    expect(stderr).toContain("kubectl --kubeconfig");
  });

  it("plans nothing once it is up, by our command and by plain pulumi alike", async () => {
    expect((await sophia.run(["preview"])).stdout).toMatch(/^plan: \d+ unchanged$/m);
    const plain = await sophia.shell("pulumi preview --stack local --expect-no-changes --non-interactive");
    expect(plain).toMatchObject({ code: 0 });
  });

  it("has the workload available in a cluster that its kubeconfig reaches", async () => {
    const [deployment] = await list("/apis/apps/v1/deployments");
    expect(deployment?.status).toMatchObject({ availableReplicas: 1, readyReplicas: 1 });
    expect(await list("/apis/autoscaling/v2/horizontalpodautoscalers")).toHaveLength(1);
    expect(await list("/api/v1/namespaces/sophia/services")).toHaveLength(1);
  });

  it("shows with path and values what was changed behind Pulumi's back at every vendor, and mends it", async () => {
    const sandbox = sophia.sandbox();
    const tampers: { collection: string; changes: Record<string, unknown>; shown: RegExp }[] = [
      { collection: "vercel.project", changes: { framework: "vite" }, shown: /framework: "nextjs" → "vite"/ },
      {
        collection: "vercel.route",
        changes: { enabled: false },
        shown: /enabled: (true|\(none\)) → false|enabled: false/,
      },
      { collection: "snowflake.warehouse", changes: { auto_suspend: 3600 }, shown: /autoSuspend: \d+ → 3600/ },
      { collection: "github.environment", changes: { wait_timer: 30 }, shown: /waitTimer: .*30/ },
      {
        collection: "lambda.instance",
        changes: { name: "renamed-by-hand" },
        shown: /name: "[^"]+" → "renamed-by-hand"/,
      },
      {
        collection: "lambda.account",
        changes: {
          globalRules: [{ protocol: "tcp", port_range: [22, 22], source_network: "0.0.0.0/0", description: "" }],
        },
        shown: /rules\[0\]\.portRange: \[22,22\]/,
      },
    ];
    for (const { collection, changes } of tampers) {
      const [id = ""] = Object.keys((await sandbox.call("GET", `world/${collection}`)) as object);
      await sandbox.call("PATCH", `world/${collection}/${encodeURIComponent(id)}`, changes);
    }
    const relabel = { metadata: { labels: { owner: "somebody" } } };
    await (await cluster()).call("PATCH", DEPLOYMENT, { body: relabel, contentType: "application/merge-patch+json" });
    const { stdout } = await sophia.run(["refresh"]);
    for (const { shown } of tampers) expect(stdout).toMatch(shown);
    expect(stdout).toMatch(/labels\.owner: "platform" → "somebody"/);
    await sophia.run(["up"]);
    expect((await sophia.run(["refresh"])).stdout).toContain("no drift");
  });

  it("lists a host that is in no state, and ends it when it is told to", async () => {
    const { lambdaEndpoint: endpoint } = sophia.sandbox().address;
    const lambda = new LambdaClient({ apiKey: sophia.secrets()["lambda-api-key"] ?? "", endpoint });
    const [known] = await lambda.listInstances();
    const tags = (known?.tags ?? []).filter(({ key }) => key === "project" || key === "stack");
    const stray = { region_name: "us-west-1", instance_type_name: "gpu_1x_a10", name: "left-behind", tags };
    await lambda.launch({ ...stray, ssh_key_names: known?.ssh_key_names ?? [] }, async () => undefined);
    const listed = JSON.parse((await sophia.run(["gpu", "ls", "--stack", "local", "--json"])).stdout) as Row[];
    expect(listed.map(({ name, standing }) => [name, standing])).toEqual([
      ["left-behind", "stray"],
      ["sophia-main-1-local", "known"],
    ]);
    const shown = await sophia.run(["gpu", "reap", "--stack", "local"]);
    expect(shown.stderr).toContain("nothing was terminated; to do it: sophia gpu reap --stack local --yes");
    await sophia.run(["gpu", "reap", "--stack", "local", "--yes"]);
    expect((await sophia.run(["gpu", "ls", "--stack", "local"])).stdout).toMatch(/known .* 1\.29 .*\n1 host,/);
  });

  it("never writes to the committed stack files, and keeps everything in its state folder", async () => {
    const { stdout } = await sophia.shell("git status --porcelain -- 'Pulumi*.yaml'");
    expect(stdout).toBe("");
    expect(readFileSync(join(sophia.folder, "project", "Pulumi.local.yaml"), "utf8")).toContain("secure: v1:");
  });

  it("keeps every credential out of state, history, outputs, logs, arguments, errors and everything printed", async () => {
    const sandbox = sophia.sandbox();
    for (const vendor of ["github", "vercel", "kubernetes", "lambda"]) {
      await sandbox.call("POST", "faults", { vendor, operation: "*", kind: "refuse", times: 3 });
    }
    await sophia.start("refresh").ended;
    await sandbox.call("DELETE", "faults");
    await sophia.run(["up"]);
    const exported = await sophia.shell("pulumi stack export --stack local; pulumi stack output --json --stack local");
    expect(exported.code).toBe(0);
    const found = findSecrets(sophia.secrets(), [
      ...readTree(join(sophia.folder, "backend")),
      ...readTree(join(sophia.folder, "logs")),
      // Pulumi Cloud's stand-in keeps secrets sealed; what the other vendors hold is theirs.
      ...readTree(join(sophia.folder, "world")).filter(([file]) => file.includes("/esc.")),
      ["the exported state and the outputs", exported.stdout],
      ["what was printed", sophia.printed],
      ["arguments of processes", [...spied].join("\n")],
    ]);
    expect(found).toEqual([]);
    expect(spied.size).toBeGreaterThan(10);
  });

  it("takes everything down again", async () => {
    await sophia.run(["destroy"]);
    const { stdout } = await sophia.run(["status", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ running: true, holds: {} });
    await sophia.run(["stop"]);
    expect(JSON.parse((await sophia.run(["status", "--json"])).stdout)).toMatchObject({ running: false });
  });
});
