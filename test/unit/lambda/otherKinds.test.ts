import { beforeEach, describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../components/dynamic/implementation";
import { filesystems } from "../../../components/lambda/filesystemProvider";
import { firewallRulesets } from "../../../components/lambda/firewallRulesetProvider";
import { globalFirewall } from "../../../components/lambda/globalFirewallProvider";
import { sshKeys } from "../../../components/lambda/sshKeyProvider";
import { addSshKey, createHost, hostsOf, PUBLIC_KEY, wanted } from "./hosts";
import { Process, Vendor } from "./vendor";

const OTHER_KEY = PUBLIC_KEY.replace("scHR4f", "scHR4g");

let vendor: Vendor;
let process: Process;

beforeEach(() => {
  vendor = new Vendor();
  process = new Process(vendor);
});

const keys = () => sshKeys(process.account(), process.say);
const stores = () => filesystems(process.account(), process.say);
const rulesets = () => firewallRulesets(process.account(), process.say);

describe("an SSH key", () => {
  const inputs = { name: "sophia", publicKey: `${PUBLIC_KEY} me@example` };

  it("is added once, whoever lost the answer", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "POST /ssh-keys", kind: "drop" });
    const { id } = await keys().create(inputs);
    expect((await keys().create(inputs)).id).toBe(id);
    expect(vendor.lambda.control.held().sshKeys).toBe(1);
  });

  it("of the same name and another content is refused by name and id", async () => {
    const { id } = await keys().create(inputs);
    await expect(keys().create({ ...inputs, publicKey: OTHER_KEY })).rejects.toThrow(
      `SSH key sophia: Lambda Cloud has another key of that name (${id})`,
    );
  });

  it("is replaced when its content changes, and not when its comment does", async () => {
    const { id, outs } = await keys().create(inputs);
    expect(await keys().diff(id, outs, { ...inputs, publicKey: PUBLIC_KEY })).toMatchObject({ changes: false });
    const other = { ...inputs, publicKey: OTHER_KEY };
    expect(await keys().diff(id, outs, other)).toEqual({
      changes: true,
      replaces: ["publicKey"],
      deleteBeforeReplace: true,
    });
  });

  it("is replaced by creating first only where the new one has another name", async () => {
    const { id, outs } = await keys().create(inputs);
    const other = { name: "sophia-2", publicKey: OTHER_KEY };
    expect(await keys().diff(id, outs, other)).toMatchObject({
      replaces: ["name", "publicKey"],
      deleteBeforeReplace: false,
    });
  });

  it("is made by the vendor where none is given, and then is what it is; nobody keeps the private half", async () => {
    const { id, outs } = await keys().create({ name: "launch" });
    expect(outs).toEqual({ name: "launch", publicKey: expect.stringMatching(/^ssh-rsa /) });
    expect(await keys().diff(id, outs, { name: "launch" })).toMatchObject({ changes: false });
    expect((await keys().create({ name: "launch" })).id).toBe(id);
    expect((await keys().diff(id, outs, { name: "launch", publicKey: PUBLIC_KEY })).replaces).toEqual(["publicKey"]);
  });

  it("is deleted once the last host that has it is gone", async () => {
    addSshKey(vendor);
    const { id: host, outs } = await createHost(hostsOf(process), wanted("main"));
    const deleted = keys().delete("0".repeat(32), { name: "sophia" });
    await vendor.clock.sleep(60_000);
    expect(vendor.lambda.control.held().sshKeys).toBe(1);
    await Promise.all([deleted, hostsOf(process).delete(host, outs)]);
    expect(vendor.lambda.control.held()).toMatchObject({ sshKeys: 0, instances: 0 });
  });

  it("shows as gone, or as what it is, and its deletion may be repeated", async () => {
    const { id, outs } = await keys().create(inputs);
    expect(await keys().read(id, outs)).toEqual({ id, props: outs, inputs: outs });
    await keys().delete(id, outs);
    await keys().delete(id, outs);
    expect(await keys().read(id, outs)).toEqual({});
  });

  it("must be one OpenSSH public key, and no private one", async () => {
    const { failures } = await keys().check({}, { name: "", publicKey: "-----BEGIN OPENSSH PRIVATE KEY-----" });
    expect(failures.map(({ property }) => property)).toEqual(["name", "publicKey"]);
    expect(JSON.stringify(failures)).not.toContain("BEGIN OPENSSH");
  });
});

describe("a file system", () => {
  const inputs = { name: "models", region: "us-east-1" };

  it("is created once, whoever lost the answer", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "POST /filesystems", kind: "drop" });
    const { id, outs } = await stores().create(inputs);
    expect(outs).toEqual({ ...inputs, mountPoint: "/lambda/nfs/models" });
    expect((await stores().create(inputs)).id).toBe(id);
  });

  it("is replaced for another name or region, never updated", async () => {
    const { id, outs } = await stores().create(inputs);
    expect((await stores().diff(id, outs, { ...inputs, region: "us-west-1" })).replaces).toEqual(["region"]);
    expect((await stores().diff(id, outs, { ...inputs, name: "other" })).replaces).toEqual(["name"]);
    expect((await stores().diff(id, outs, inputs)).changes).toBe(false);
  });

  it("is deleted after the host that mounts it", async () => {
    addSshKey(vendor);
    const { id, outs } = await stores().create(inputs);
    const host = await createHost(hostsOf(process), wanted("main", { filesystemNames: ["models"] }));
    await Promise.all([stores().delete(id, outs), hostsOf(process).delete(host.id, host.outs)]);
    expect(vendor.lambda.control.held()).toMatchObject({ filesystems: 0, instances: 0 });
    expect(await stores().read(id, outs)).toEqual({});
  });

  it("has a name that the vendor takes", async () => {
    const { failures } = await stores().check({}, { name: "1-models", region: "" });
    expect(failures.map(({ property }) => property)).toEqual(["name", "region"]);
  });
});

describe("a firewall ruleset", () => {
  const ssh = { protocol: "tcp", portRange: [22, 22], sourceNetwork: "203.0.113.0/24", description: "SSH" };
  const ping = { protocol: "icmp", sourceNetwork: "203.0.113.7", description: "" };
  const inputs = { name: "admin", region: "us-east-1", rules: [ssh, ping] };

  it("is created once, and means the same in whatever order the vendor lists it", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "POST /firewall-rulesets", kind: "drop" });
    const { id, outs } = await rulesets().create(inputs);
    expect(outs).toEqual(inputs);
    expect((await rulesets().create({ ...inputs, rules: [ping, ssh] })).id).toBe(id);
    expect(await rulesets().diff(id, outs, { ...inputs, rules: [ping, ssh] })).toMatchObject({ changes: false });
  });

  it("shows a rule that was changed behind Pulumi's back, and is mended in place", async () => {
    const { id, outs } = await rulesets().create(inputs);
    const open = { ...ssh, sourceNetwork: "0.0.0.0/0" };
    await rulesets().update(id, outs, { ...inputs, rules: [open, ping] });
    const { props = {} } = await rulesets().read(id, outs);
    expect(props).toEqual({ ...inputs, rules: [open, ping] });
    expect(await rulesets().diff(id, props, inputs)).toMatchObject({ changes: true, replaces: [] });
    expect((await rulesets().update(id, props, inputs)).outs).toEqual(outs);
    expect((await rulesets().read(id, outs)).props).toEqual(outs);
  });

  it("shows a rule that was added or removed by hand where it is, and nothing else", async () => {
    const { id, outs } = await rulesets().create(inputs);
    const all = { ...ssh, protocol: "all", portRange: [1, 65_535] };
    await rulesets().update(id, outs, { ...inputs, rules: [all, ping, ssh] });
    expect((await rulesets().read(id, outs)).props).toEqual({ ...inputs, rules: [ssh, ping, all] });
    await rulesets().update(id, outs, { ...inputs, rules: [ping] });
    expect((await rulesets().read(id, outs)).props).toEqual({ ...inputs, rules: [ping] });
  });

  it("is renamed in place and replaced for another region", async () => {
    const { id, outs } = await rulesets().create(inputs);
    expect(await rulesets().diff(id, outs, { ...inputs, name: "other" })).toMatchObject({
      changes: true,
      replaces: [],
    });
    expect((await rulesets().diff(id, outs, { ...inputs, region: "us-west-1" })).replaces).toEqual(["region"]);
    expect((await rulesets().diff(id, outs, { ...inputs, rules: UNKNOWN })).changes).toBe(true);
  });

  it("of the same name with other rules is taken only where no host depends on it", async () => {
    const { id } = await rulesets().create(inputs);
    expect((await rulesets().create({ ...inputs, rules: [ping] })).id).toBe(id);
    addSshKey(vendor);
    await createHost(
      hostsOf(process),
      wanted("main", { regions: ["us-east-1"], firewallRulesets: { "us-east-1": id } }),
    );
    await expect(rulesets().create(inputs)).rejects.toThrow(/us-east-1 has another one of that name .* used by/);
  });

  it("goes after the host that uses it", async () => {
    addSshKey(vendor);
    const { id, outs } = await rulesets().create(inputs);
    const host = await createHost(
      hostsOf(process),
      wanted("main", { regions: ["us-east-1"], firewallRulesets: { "us-east-1": id } }),
    );
    await Promise.all([rulesets().delete(id, outs), hostsOf(process).delete(host.id, host.outs)]);
    expect(vendor.lambda.control.held()).toMatchObject({ firewallRulesets: 0, instances: 0 });
    expect(await rulesets().read(id, outs)).toEqual({});
  });

  it.each([
    [{ ...ping, portRange: [1, 2] }, "must have no portRange, as its protocol is icmp"],
    [{ ...ssh, portRange: undefined }, "must have a portRange, e.g. [22, 22], as its protocol is tcp"],
    [{ ...ssh, portRange: [443, 80] }, "must have a portRange of lowest and highest port; it is [443,80]"],
    [{ ...ssh, portRange: [0, 80] }, "must be a whole number from 1 to 65535; it is 0"],
    [{ ...ssh, protocol: "sctp" }, 'must be one of tcp, udp, icmp, all; it is "sctp"'],
    [{ ...ssh, sourceNetwork: "10.0.0.0/33" }, "must be an IPv4 address or network such as 203.0.113.0/24"],
    [{ ...ssh, sourceNetwork: "office" }, "must be an IPv4 address or network"],
    [{ ...ssh, description: "d".repeat(129) }, "must be 0 to 128 characters"],
  ])("refuses the rule %j", async (rule, reason) => {
    const { failures } = await rulesets().check({}, { ...inputs, rules: [ssh, rule] });
    expect(failures).toHaveLength(1);
    expect(failures[0]?.reason).toContain("rules[1]");
    expect(failures[0]?.reason).toContain(reason);
  });

  it("is refused in the region that has no firewall", async () => {
    const { failures } = await rulesets().check({}, { ...inputs, region: "us-south-1" });
    expect(failures[0]?.reason).toBe("region must not be us-south-1: Lambda has no firewall there");
  });
});

describe("the account's global firewall", () => {
  const ping = { protocol: "icmp", sourceNetwork: "0.0.0.0/0", description: "Ping" };
  const global = () => globalFirewall(process.account());
  const networks = async () => (await process.client().getGlobalFirewall()).map(({ source_network }) => source_network);

  it("is closed to SSH from anywhere, shows what somebody opened, and is mended", async () => {
    const { id, outs } = await global().create({ rules: [ping] });
    expect(outs.rules).toEqual([ping]);
    const open = { protocol: "tcp", portRange: [22, 22], sourceNetwork: "0.0.0.0/0", description: "me" };
    await global().update(id, outs, { rules: [ping, open] });
    const { props = {} } = await global().read(id, outs);
    expect(props.rules).toEqual([ping, open]);
    expect(await global().diff(id, props, { rules: [ping] })).toEqual({ changes: true, replaces: [] });
    expect((await global().update(id, props, { rules: [ping] })).outs).toEqual(outs);
    expect(await networks()).toEqual(["0.0.0.0/0"]);
  });

  it("gets back the rules that were there before", async () => {
    const before = await process.client().getGlobalFirewall();
    const { id, outs } = await global().create({ rules: [] });
    expect(await networks()).toEqual([]);
    await global().delete(id, outs);
    expect(await process.client().getGlobalFirewall()).toEqual(before);
  });

  it("is not opened again by a run that was killed after it had closed it", async () => {
    await global().create({ rules: [ping] });
    const { id, outs } = await global().create({ rules: [ping] });
    await global().delete(id, outs);
    expect(await networks()).toEqual(["0.0.0.0/0"]);
  });
});
