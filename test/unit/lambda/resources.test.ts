import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, it } from "vitest";
import type { Registration } from "../../mocks/registrations";
import { recordRegistrations } from "../../mocks/registrations";
import { PUBLIC_KEY } from "./hosts";

let registered: readonly Registration[];

beforeAll(async () => {
  const mocks = { newResource: () => ({ id: "1", state: {} }), call: () => ({}) };
  await pulumi.runtime.setMocks(mocks, "sophia-infra", "test");
  const registrations = recordRegistrations(() => {});
  const { HostKey } = await import("../../../components/dynamic/hostKey");
  const { Token } = await import("../../../components/dynamic/token");
  const { Filesystem } = await import("../../../components/lambda/filesystem");
  const { FirewallRuleset } = await import("../../../components/lambda/firewallRuleset");
  const { GpuHost } = await import("../../../components/lambda/gpuHost");
  const { SshKey } = await import("../../../components/lambda/sshKey");
  new HostKey("host-key", {}, { additionalSecretOutputs: ["publicKey"] });
  new Token("token", { rotation: "2" });
  new SshKey("ssh-key", { name: "sophia", publicKey: PUBLIC_KEY });
  new Filesystem("models", { name: "models", region: "us-east-1" });
  const ssh = { protocol: "tcp", portRange: [22, 22], sourceNetwork: "203.0.113.0/24", description: "" } as const;
  new FirewallRuleset("admin", {
    name: "admin",
    region: "us-east-1",
    rules: [{ ...ssh, portRange: [...ssh.portRange] }],
  });
  const place = { regions: ["us-east-1"], instanceTypes: ["gpu_1x_a10"], sshKeyName: "sophia" };
  const tags = { project: "sophia-infra", stack: "test" };
  new GpuHost("host", { key: "main", name: "main", ...place, tags, ssh: { port: 22 } }, { protect: true });
  await pulumi.runtime.disconnect();
  registered = registrations;
});

function resource(name: string): Registration {
  const found = registered.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} was not registered`);
  return found;
}

it("each kind is registered under a type that states already know", () => {
  expect(Object.fromEntries(registered.map(({ name, type }) => [name, type]))).toEqual({
    "host-key": "pulumi-nodejs:dynamic/sophia:HostKey",
    token: "pulumi-nodejs:dynamic/sophia:Token",
    "ssh-key": "pulumi-nodejs:dynamic/lambda:SshKey",
    models: "pulumi-nodejs:dynamic/lambda:Filesystem",
    admin: "pulumi-nodejs:dynamic/lambda:FirewallRuleset",
    host: "pulumi-nodejs:dynamic/lambda:GpuHost",
  });
});

it("a host is deleted before it is replaced, and keeps the options it is given", () => {
  expect(resource("host")).toMatchObject({ deleteBeforeReplace: true, protect: true });
});

it("private keys and tokens are secret outputs, beside what the program adds", () => {
  expect([...resource("host-key").additionalSecretOutputs].sort()).toEqual(["privateKey", "publicKey"]);
  expect(resource("token").additionalSecretOutputs).toEqual(["value"]);
});
