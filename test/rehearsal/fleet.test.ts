import { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClusterApi } from "../../sandbox/kubernetes/api";
import { Sophia } from "./sophia";

interface Node {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly taints?: readonly { readonly key: string }[] };
}
type Hosts = Readonly<Record<string, { name: string; ip: string; private_ip: string; user_data: string }>>;

const MCP_HOST = "cluster-sophia-mcp-cluster-1-gpu";
const STARTER = "cluster-sophia-main-1-gpu";

/** Prod's four hosts, by plain pulumi as an operator uses it. */
describe("the fleet of prod", () => {
  const sophia = new Sophia();
  afterAll(() => sophia.dispose());
  beforeAll(() => sophia.run(["rehearse", "prod", "--keep"]));

  const pulumi = async (command: string, expected = 0) => {
    const ended = await sophia.shell(`pulumi ${command} --stack prod --non-interactive`, "prod");
    if (ended.code !== expected) throw new Error(`pulumi ${command}: ${ended.code}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout;
  };
  const hosts = async () =>
    Object.entries((await sophia.sandbox("prod").call("GET", "world/lambda.instance")) as Hosts);
  const hostCalled = async (name: string) => {
    const found = (await hosts()).find(([, host]) => host.name === name);
    if (found === undefined) throw new Error(`there is no host ${name}`);
    return { id: found[0], ...found[1] };
  };
  const nodes = async () => {
    const config = new KubeConfig();
    config.loadFromString(await pulumi("stack output kubeconfig --show-secrets"));
    const api = await ClusterApi.connect(config);
    const { items } = await api.get<{ items: Node[] }>("/api/v1/nodes");
    const pods = await api.get<{ items: { spec: { nodeName: string } }[] }>("/api/v1/namespaces/sophia/pods");
    return { items, podsOn: (name: string) => pods.items.filter(({ spec }) => spec.nodeName === name).length };
  };
  const urn = async (name: string) => {
    const { deployment } = JSON.parse(await pulumi("stack export"));
    return deployment.resources.find((one: { urn: string }) => one.urn.endsWith(`::${name}`)).urn as string;
  };
  const up = "up --yes --skip-preview";

  it("is a cluster of four, in one region, that the stack's kubeconfig reaches", async () => {
    const { items } = await nodes();
    const groups = items.map(({ metadata }) => metadata.labels["sophia.ai/host-group"]).sort();
    expect(groups).toEqual(["sophia-analytics", "sophia-main", "sophia-main", "sophia-mcp-cluster"]);
    expect(new Set(items.map(({ metadata }) => metadata.labels["topology.kubernetes.io/region"])).size).toBe(1);
    const tainted = items.filter(({ spec }) => spec.taints?.some(({ key }) => key === "sophia.ai/host-group"));
    expect(tainted.map(({ metadata }) => metadata.name)).toEqual(["sophia-analytics-1-prod"]);
  });

  it("lets 22 and 6443 in from the admin networks only, in every region and in the whole account", async () => {
    const rulesets = await sophia.sandbox("prod").call("GET", "world/lambda.firewallRuleset");
    const rules = Object.values(
      rulesets as Record<string, { rules: { port_range: number[]; source_network: string }[] }>,
    );
    expect(rules).toHaveLength(2);
    const open = rules.flatMap((one) => one.rules).filter((rule) => rule.source_network === "0.0.0.0/0");
    expect([...new Set(open.map(({ port_range }) => port_range[0]))]).toEqual([80, 443]);
    const { account } = (await sophia.sandbox("prod").call("GET", "world/lambda.account")) as Record<string, object>;
    expect(account).toMatchObject({ globalRules: [{ protocol: "icmp" }] });
  });

  it("shows that somebody terminated a host and opened the firewall, and that alone; `up` mends both", async () => {
    const ended = await hostCalled("sophia-analytics-1-prod");
    await sophia.sandbox("prod").call("POST", "act/lambda.terminate", [ended.id]);
    const globalRules = [{ protocol: "tcp", port_range: [22, 22], source_network: "0.0.0.0/0", description: "me" }];
    await sophia.sandbox("prod").call("PATCH", "world/lambda.account/account", { globalRules });
    const shown = await pulumi("refresh --yes --skip-preview --run-program --diff");
    expect(shown).toMatch(/~ 1 updated\n +- 1 deleted/);
    expect(shown).toMatch(/cluster-sophia-analytics-1-gpu/);
    expect(shown).toMatch(/0\.0\.0\.0\/0/);
    await pulumi(up);
    expect((await hostCalled("sophia-analytics-1-prod")).id).not.toBe(ended.id);
    await pulumi("preview --expect-no-changes");
  });

  it("gets a host back that the vendor took, which then joins those that stayed", async () => {
    const lost = await hostCalled("sophia-main-1-prod");
    await sophia.sandbox("prod").call("POST", "act/lambda.preempt", [lost.id]);
    // The cluster's address is that host's, so only the host itself can be looked at.
    expect(await pulumi(`refresh --yes --skip-preview --target '**${STARTER}'`)).toMatch(/~ 1 updated/);
    await pulumi(`state unprotect --yes '${await urn(STARTER)}'`);
    await pulumi(up);
    const back = await hostCalled("sophia-main-1-prod");
    expect(back.id).not.toBe(lost.id);
    const others = (await hosts()).filter(([id]) => id !== back.id).map(([, host]) => host.private_ip);
    expect(/peers="(.*)"/.exec(back.user_data)?.[1]?.split(" ").sort()).toEqual(others.sort());
    expect((await nodes()).items).toHaveLength(4);
    await pulumi("preview --expect-no-changes");
  });

  it("moves the work off a host before it is replaced", async () => {
    const { items, podsOn } = await nodes();
    const workers = items.map(({ metadata }) => metadata.name).filter((name) => podsOn(name) > 0);
    expect(workers).toContain("sophia-mcp-cluster-1-prod");
    await pulumi(`state unprotect --yes '${await urn(MCP_HOST)}'`);
    const shown = await pulumi(`${up} --replace '${await urn(MCP_HOST)}'`);
    expect(shown).toMatch(/node\/sophia-mcp-cluster-1-prod drained \([1-9]\d* pods evicted\) and deleted/);
    expect((await nodes()).items).toHaveLength(4);
    expect(await hosts()).toHaveLength(4);
  });

  it("ends without a host, a key or a rule left", async () => {
    await sophia.run(["rehearse", "prod", "--resume"]);
  });
});
