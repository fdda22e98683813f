import { describe, expect, it } from "vitest";
import { filesystems } from "../../components/lambda/filesystemProvider";
import { firewallRulesets } from "../../components/lambda/firewallRulesetProvider";
import { globalFirewall } from "../../components/lambda/globalFirewallProvider";
import { sshKeys } from "../../components/lambda/sshKeyProvider";
import { createHost, hostsOf, PUBLIC_KEY, wanted } from "../unit/lambda/hosts";
import { Process, Vendor } from "../unit/lambda/vendor";
import { readDescription } from "../unit/lambda-standin/description";
import { OPERATIONS } from "../unit/lambda-standin/documented";

/** The vendor's own description, where this checkout has it beside itself. */
const description = readDescription();

interface Sent {
  readonly operation: string;
  readonly body: string;
}

/** Everything that the resources do at Lambda in their lives, by what they send. */
async function lives(): Promise<Sent[]> {
  const vendor = new Vendor();
  const sent: Sent[] = [];
  const handle = vendor.lambda.handle;
  Object.assign(vendor.lambda, {
    handle: (request: Parameters<typeof handle>[0]) => {
      const path = request.path
        .replace("/api/v1", "")
        .replace(/\/(ssh-keys|filesystems|instances|firewall-rulesets)\/(?!global)[^/]+$/, "/$1/{id}");
      sent.push({ operation: `${request.method} ${path}`, body: request.body });
      return handle(request);
    },
  });
  const process = new Process(vendor);
  const [account, say] = [process.account(), process.say];
  const rules = [
    { protocol: "tcp", portRange: [22, 22], sourceNetwork: "203.0.113.0/24", description: "SSH" },
    { protocol: "icmp", sourceNetwork: "0.0.0.0/0", description: "" },
  ];
  const key = await sshKeys(account, say).create({ name: "sophia", publicKey: PUBLIC_KEY });
  await sshKeys(account, say).create({ name: "made-there" });
  const store = await filesystems(account, say).create({ name: "models", region: "us-east-1" });
  const ruleset = await firewallRulesets(account, say).create({ name: "admin", region: "us-east-1", rules });
  await firewallRulesets(account, say).update(ruleset.id, ruleset.outs, { ...ruleset.outs, name: "admins", rules: [] });
  const global = await globalFirewall(account).create({ rules });
  const hosts = hostsOf(process);
  const firewallRulesetsByRegion = { "us-east-1": ruleset.id };
  const inputs = {
    hostname: "main",
    filesystemNames: ["models"],
    firewallRulesets: firewallRulesetsByRegion,
    cluster: "c",
  };
  const host = await createHost(hosts, wanted("main", inputs));
  await hosts.update(host.id, host.outs, {
    ...wanted("main", inputs),
    imageFamily: "lambda-stack-24-04",
    name: "renamed",
  });
  await hosts.read(host.id, host.outs);
  // By another run: what a run has created it does not delete.
  await hostsOf(process).delete(host.id, host.outs);
  await globalFirewall(account).delete(global.id, global.outs);
  await firewallRulesets(account, say).delete(ruleset.id, ruleset.outs);
  await filesystems(account, say).delete(store.id, store.outs);
  await sshKeys(account, say).delete(key.id, key.outs);
  return sent;
}

describe("a request of ours", () => {
  it("is one that the vendor documents, with a body that it takes", async () => {
    const sent = await lives();
    const known = Object.keys(OPERATIONS);
    expect(sent.filter(({ operation }) => !known.includes(operation)).map(({ operation }) => operation)).toEqual([]);
    const bodies = sent.filter(({ body }) => body !== "");
    expect(new Set(bodies.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(8);
    if (description === undefined) return;
    for (const { operation, body } of bodies) {
      const schema = description.request(operation);
      expect([operation, schema?.safeParse(JSON.parse(body)).error?.issues]).toEqual([operation, undefined]);
      expect([operation, schema === undefined]).toEqual([operation, false]);
    }
  });
});
