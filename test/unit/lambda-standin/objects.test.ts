import { utils } from "ssh2";
import { describe, expect, it } from "vitest";
import { A10, type Bench, bench, launched, PUBLIC_KEY, type Reply } from "./cloud";
import { newKeyPair } from "./ssh";

function told({ status, code }: Reply): [number, string | undefined] {
  return [status, code];
}

async function terminate(lambda: Bench, id: string): Promise<void> {
  await lambda.clock.sleep(10_000);
  await lambda.call("POST", "/instance-operations/terminate", { instance_ids: [id] });
}

describe("SSH keys", () => {
  it("are kept as they are given, and generated where none is given, the private half told once", async () => {
    const lambda = bench();
    const given = await lambda.call("POST", "/ssh-keys", { name: "given", public_key: PUBLIC_KEY });
    expect(given.data).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), name: "given", public_key: PUBLIC_KEY });
    const made = await lambda.call("POST", "/ssh-keys", { name: "made" });
    const [key] = [utils.parseKey(`${made.data.private_key}`)].flat();
    if (key === undefined || key instanceof Error) throw new Error("the private key can't be read");
    expect(`${made.data.public_key}`).toContain(key.getPublicSSH().toString("base64"));
    const list = await lambda.call("GET", "/ssh-keys");
    expect(list.data).toMatchObject([{ name: "given" }, { name: "made" }]);
    expect(list.body).not.toContain("private_key");
    expect(JSON.stringify(lambda.world.collection("lambda.sshKey").list())).not.toContain("PRIVATE");
  });

  it.each([
    ["no name", { public_key: PUBLIC_KEY }],
    ["an empty name", { name: "", public_key: PUBLIC_KEY }],
    ["a name of 65 characters", { name: "x".repeat(65), public_key: PUBLIC_KEY }],
    ["a name that is taken", { name: "taken", public_key: PUBLIC_KEY }],
    ["a key that is none", { name: "new", public_key: "ssh-ed25519 AAAA" }],
    ["a private key", { name: "new", public_key: newKeyPair().privateKey }],
  ])("with %s are refused", async (_what, body) => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "taken", public_key: PUBLIC_KEY });
    const answer = await lambda.call("POST", "/ssh-keys", body);
    expect(told(answer)).toEqual([400, "global/invalid-parameters"]);
    expect(answer.body).not.toContain("PRIVATE");
  });

  it("in use are not deleted, not even while their host is terminating", async () => {
    const lambda = bench();
    const host = await launched(lambda);
    const [key] = (await lambda.call("GET", "/ssh-keys")).data as unknown as { id: string }[];
    const remove = () => lambda.call("DELETE", `/ssh-keys/${key?.id}`);
    expect((await remove()).body).toContain("Key is currently in use, cannot delete");
    await terminate(lambda, host);
    expect(told(await remove())).toEqual([400, "global/invalid-parameters"]);
    await lambda.clock.sleep(30_000);
    expect((await remove()).status).toBe(200);
    expect(told(await remove())).toEqual([404, "global/not-found"]);
  });
});

describe("file systems", () => {
  it("are listed and written under two spellings, and the wrong one answers 405", async () => {
    const lambda = bench();
    const body = { name: "data", region: "us-east-1" };
    const created = await lambda.call("POST", "/filesystems", body);
    expect(created.data).toMatchObject({ name: "data", mount_point: "/lambda/nfs/data", is_in_use: false });
    expect((await lambda.call("GET", "/file-systems")).data).toEqual([created.data]);
    const wrong = await lambda.call("POST", "/file-systems", body);
    expect([wrong.status, wrong.headers.allow, wrong.code]).toEqual([405, "GET", undefined]);
    expect((await lambda.call("GET", "/filesystems")).status).toBe(405);
    expect((await lambda.call("DELETE", `/file-systems/${created.data.id}`)).status).toBe(404);
  });

  it("are refused with a wrong or taken name, in an unknown region, and above the quota", async () => {
    const lambda = bench();
    const create = async (body: unknown) => told(await lambda.call("POST", "/filesystems", body));
    expect(await create({ name: "data", region: "us-east-1" })).toEqual([200, undefined]);
    for (const name of ["", "1data", "da_ta", "d".repeat(61)]) {
      expect(await create({ name, region: "us-east-1" })).toEqual([400, "global/invalid-parameters"]);
    }
    expect(await create({ name: "data", region: "us-mars-1" })).toEqual([400, "global/invalid-parameters"]);
    expect(await create({ name: "data", region: "us-east-1" })).toEqual([400, "global/duplicate"]);
    expect(await create({ name: "data", region: "us-west-1" })).toEqual([200, undefined]);
    lambda.control.setQuota({ filesystems: 2 });
    expect(await create({ name: "more", region: "us-east-1" })).toEqual([400, "global/quota-exceeded"]);
  });

  it("in use are not deleted, not even while their host is terminating", async () => {
    const lambda = bench();
    const { id } = (await lambda.call("POST", "/filesystems", { name: "data", region: "us-east-1" })).data;
    const host = await launched(lambda, { file_system_names: ["data"] });
    const remove = () => lambda.call("DELETE", `/filesystems/${id}`);
    expect(told(await remove())).toEqual([400, "filesystems/filesystem-in-use"]);
    await terminate(lambda, host);
    expect(told(await remove())).toEqual([400, "filesystems/filesystem-in-use"]);
    expect((await lambda.call("GET", "/file-systems")).data).toMatchObject([{ is_in_use: true }]);
    await lambda.clock.sleep(30_000);
    expect((await remove()).data).toEqual({ deleted_ids: [id] });
    expect(told(await remove())).toEqual([404, "global/object-does-not-exist"]);
  });
});

describe("firewall rules", () => {
  const ssh = { protocol: "tcp", port_range: [22, 22], source_network: "198.51.100.0/24", description: "admins" };

  it("of the account are one set under two paths, open to SSH and ping at first", async () => {
    const lambda = bench();
    expect((await lambda.call("GET", "/firewall-rules")).data).toMatchObject([
      { protocol: "icmp" },
      { port_range: [22, 22] },
    ]);
    expect((await lambda.call("PUT", "/firewall-rules", { data: [ssh] })).data).toEqual([ssh]);
    expect((await lambda.call("GET", "/firewall-rulesets/global")).data).toMatchObject({ id: "global", rules: [ssh] });
    await lambda.call("PATCH", "/firewall-rulesets/global", { rules: [] });
    expect((await lambda.call("GET", "/firewall-rules")).data).toEqual([]);
    expect((await lambda.call("PATCH", "/firewall-rulesets/global", {})).data).toMatchObject({ rules: [] });
    expect((await lambda.call("DELETE", "/firewall-rulesets/global")).status).toBe(405);
  });

  it.each([
    ["a protocol that is none", { ...ssh, protocol: "sctp" }],
    ["ports for icmp", { ...ssh, protocol: "icmp" }],
    ["no ports for tcp", { ...ssh, port_range: undefined }],
    ["no ports for all", { ...ssh, protocol: "all", port_range: undefined }],
    ["three ports", { ...ssh, port_range: [1, 2, 3] }],
    ["port 0", { ...ssh, port_range: [0, 22] }],
    ["ports the wrong way round", { ...ssh, port_range: [23, 22] }],
    ["a network that is none", { ...ssh, source_network: "198.51.100.0/33" }],
    ["an IPv6 network", { ...ssh, source_network: "::/0" }],
    ["no description", { ...ssh, description: undefined }],
    ["a description of 129 characters", { ...ssh, description: "x".repeat(129) }],
  ])("with %s are refused", async (_what, rule) => {
    const lambda = bench();
    const answer = await lambda.call("PUT", "/firewall-rules", { data: [rule] });
    expect(told(answer)).toEqual([400, "global/invalid-parameters"]);
  });

  it("without a mask are of one address", async () => {
    const lambda = bench();
    const answer = await lambda.call("PUT", "/firewall-rules", { data: [{ ...ssh, source_network: "198.51.100.7" }] });
    expect(answer.data).toEqual([{ ...ssh, source_network: "198.51.100.7/32" }]);
  });

  it("in a ruleset are changed in place, and the ruleset is not deleted under its hosts", async () => {
    const lambda = bench();
    const created = await lambda.call("POST", "/firewall-rulesets", { name: "a", region: "us-east-1", rules: [ssh] });
    const path = `/firewall-rulesets/${created.data.id}`;
    expect((await lambda.call("PATCH", path, { name: "b" })).data).toEqual({ ...created.data, name: "b" });
    const host = await launched(lambda, { firewall_rulesets: [{ id: created.data.id }] });
    expect((await lambda.call("GET", path)).data).toMatchObject({ name: "b", rules: [ssh], instance_ids: [host] });
    expect(told(await lambda.call("DELETE", path))).toEqual([400, "firewall-rulesets/firewall-ruleset-in-use"]);
    await terminate(lambda, host);
    await lambda.clock.sleep(30_000);
    expect((await lambda.call("DELETE", path)).status).toBe(200);
    expect(told(await lambda.call("GET", path))).toEqual([404, "global/object-does-not-exist"]);
    expect(told(await lambda.call("PATCH", path, {}))).toEqual([404, "global/object-does-not-exist"]);
  });

  it("belong to a region, and their number to a quota", async () => {
    const lambda = bench();
    const create = async (region: string) =>
      told(await lambda.call("POST", "/firewall-rulesets", { name: "a", region, rules: [] }));
    expect(await create("us-mars-1")).toEqual([400, "global/invalid-parameters"]);
    lambda.control.setQuota({ firewallRulesets: 1 });
    expect(await create("us-west-1")).toEqual([200, undefined]);
    expect(await create("us-west-1")).toEqual([400, "global/quota-exceeded"]);
    const [ruleset] = (await lambda.call("GET", "/firewall-rulesets")).data as unknown as { id: string }[];
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    const elsewhere = { ...A10, firewall_rulesets: [{ id: ruleset?.id }] };
    const launch = await lambda.call("POST", "/instance-operations/launch", elsewhere);
    expect(told(launch)).toEqual([400, "global/object-does-not-exist"]);
  });
});

describe("what is on offer", () => {
  it("is an A10 for 129 cents an hour, in no pair, and images for each region", async () => {
    const lambda = bench();
    const types = (await lambda.call("GET", "/instance-types")).data;
    expect(types.gpu_1x_a10).toMatchObject({ instance_type: { price_cents_per_hour: 129, specs: { gpus: 1 } } });
    expect(types.gpu_2x_a10).toBeUndefined();
    const regions = (await lambda.call("GET", "/regions")).data as unknown as { name: string }[];
    const images = (await lambda.call("GET", "/images")).data as unknown as { region: { name: string } }[];
    expect(new Set(images.map(({ region }) => region.name))).toEqual(new Set(regions.map(({ name }) => name)));
  });
});
