import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../components/dynamic/implementation";
import { diffGpuHost } from "../../../components/lambda/gpuHostDiff";
import { withDefaults } from "../../../components/lambda/gpuHostInputs";
import { wanted } from "./hosts";

const news = withDefaults(
  wanted("main", { hostname: "main", filesystemNames: ["b", "a"], firewallRulesets: { "us-west-1": "f" } }),
);

const olds = {
  key: "main",
  name: "sophia-main",
  hostname: "main",
  region: "us-west-1",
  instanceType: "gpu_1x_a10",
  sshKeyNames: ["sophia"],
  filesystemNames: ["a", "b"],
  firewallRulesetIds: ["f"],
  imageFamily: "lambda-stack-24-04",
  userDataVersion: news.userDataVersion,
  status: "active",
  __provider: "old code",
};

describe("a host is left alone", () => {
  it.each([
    ["nothing is wanted otherwise", {}],
    ["its regions are listed in another order", { regions: ["us-west-1", "us-east-1"] }],
    ["more instance types would do", { instanceTypes: ["gpu_1x_a6000", "gpu_1x_a10"] }],
    ["a descriptive tag is another", { tags: { project: "sophia-infra", stack: "test", owner: "someone-else" } }],
    ["its user data is other text of the same version", { userData: "other" }],
    ["it is reached otherwise over SSH", { ssh: { port: 2222, bastion: "b" } }],
    ["it may take longer", { timeouts: { bootMinutes: 60 } }],
    ["the provider's code is another", { __provider: "new code" }],
    ["it was taken over by id", { existingId: "1" }],
    ["no host name is wanted any more", { hostname: undefined }],
    ["no rule sets are wanted any more", { firewallRulesets: undefined }],
    ["there are others for other regions", { firewallRulesets: { "us-east-1": "g", "us-west-1": "f" } }],
  ])("when %s", (_name, change) => {
    expect(diffGpuHost(olds, { ...news, ...change })).toMatchObject({ changes: false, replaces: [] });
  });
});

it("a host is renamed in place", () => {
  expect(diffGpuHost(olds, { ...news, name: "other" })).toMatchObject({ changes: true, replaces: [] });
});

describe("a host is replaced, deleting it first,", () => {
  it.each([
    ["key", { key: "other" }],
    ["hostname", { hostname: "other" }],
    ["regions", { regions: ["us-east-1"] }],
    ["instanceTypes", { instanceTypes: ["gpu_1x_a6000"] }],
    ["sshKeyName", { sshKeyName: "other" }],
    ["filesystemNames", { filesystemNames: ["a"] }],
    ["filesystemNames", { filesystemNames: undefined }],
    ["imageFamily", { imageFamily: "ubuntu-24-04" }],
    ["userDataVersion", { userDataVersion: "other" }],
    ["firewallRulesets", { firewallRulesets: { "us-west-1": "g" } }],
    ["firewallRulesets", { firewallRulesets: UNKNOWN }],
    ["firewallRulesets", { firewallRulesets: { "us-west-1": UNKNOWN } }],
    ["firewallRulesets", { firewallRulesets: {} }],
    ["sshKeyName", { sshKeyName: UNKNOWN }],
  ])("because of %s alone", (property, change) => {
    const expected = { changes: true, replaces: [property], deleteBeforeReplace: true };
    expect(diffGpuHost(olds, { ...news, ...change })).toEqual(expected);
  });

  it.each(["unhealthy", "preempted", "terminated", "terminating"])("because it is %s", (status) => {
    expect(diffGpuHost({ ...olds, status }, news)).toMatchObject({ changes: true, replaces: ["status"] });
  });
});

it("a host that has no address yet has no host name that could differ", () => {
  expect(diffGpuHost({ ...olds, hostname: "" }, news).replaces).toEqual([]);
});

it("user data without a version of its own has its digest for one, and none while it is unknown", () => {
  const version = (userData?: string) => withDefaults(wanted("main", { userData })).userDataVersion;
  expect(version("a")).not.toBe(version("b"));
  expect(version("a")).toBe(version("a"));
  expect(version(UNKNOWN)).toBe(UNKNOWN);
});
