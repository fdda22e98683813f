import { describe, expect, it } from "vitest";
import { A10, type Bench, bench, launched, PUBLIC_KEY } from "./cloud";

const LAUNCH = "/instance-operations/launch";

/** One launch, late enough after the last. */
async function launch(lambda: Bench, change: Record<string, unknown>) {
  await lambda.clock.sleep(12_000);
  return lambda.call("POST", LAUNCH, { ...A10, ...change });
}

async function free(lambda: Bench): Promise<string[]> {
  const types = (await lambda.call("GET", "/instance-types")).data as Record<
    string,
    { regions_with_capacity_available: { name: string }[] }
  >;
  return (types.gpu_1x_a10?.regions_with_capacity_available ?? []).map(({ name }) => name);
}

describe("a launch", () => {
  const refused: readonly (readonly [string, Record<string, unknown>])[] = [
    ["no region", { region_name: undefined }],
    ["no SSH key", { ssh_key_names: [] }],
    ["two SSH keys", { ssh_key_names: ["deploy", "deploy"] }],
    ["a name of 65 characters", { name: "x".repeat(65) }],
    ["a name that is null", { name: null }],
    ["an empty hostname", { hostname: "" }],
    ["a hostname in capitals", { hostname: "Main" }],
    ["a hostname of 64 characters", { hostname: "x".repeat(64) }],
    ["a tag key in capitals", { tags: [{ key: "Owner", value: "x" }] }],
    ["a tag key of one character", { tags: [{ key: "o", value: "x" }] }],
    ["a tag key of 56 characters", { tags: [{ key: "o".repeat(56), value: "x" }] }],
    ["a tag value of 129 characters", { tags: [{ key: "owner", value: "x".repeat(129) }] }],
    ["user data of more than 1 MB", { user_data: `#cloud-config\n${"x".repeat(1_000_000)}` }],
    ["two hosts at once", { quantity: 2 }],
    ["a mount point elsewhere", { file_system_mounts: [{ mount_point: "/mnt/x", file_system_id: "x" }] }],
    ["an image that is neither id nor family", { image: { name: "ubuntu" } }],
  ];
  it.each(refused)("with %s is refused for its parameters", async (_what, change) => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    const answer = await launch(lambda, change);
    expect([answer.status, answer.code]).toEqual([400, "global/invalid-parameters"]);
    expect(lambda.control.held().instances).toBe(0);
  });

  it("names every wrong parameter at once, and no value", async () => {
    const lambda = bench();
    const { body } = await launch(lambda, { hostname: "A_secret", ssh_key_names: [], tags: [{ key: "K", value: 1 }] });
    for (const part of ["hostname", "ssh_key_names", "tags.0.key", "tags.0.value"]) expect(body).toContain(part);
    expect(body).not.toContain("A_secret");
  });

  const accepted: readonly (readonly [string, Record<string, unknown>])[] = [
    ["an empty name", { name: "" }],
    ["a quantity of one", { quantity: 1 }],
    ["a field that nobody knows", { colour: "blue" }],
    ["the longest of everything", { name: "x".repeat(64), hostname: "x".repeat(63) }],
    ["user data of 1 MB", { user_data: "#".repeat(1_000_000) }],
    ["an image's family", { image: { family: "ubuntu-24-04" } }],
    ["a tag with colon and dash", { tags: [{ key: "sophia:host-key", value: "" }] }],
  ];
  it.each(accepted)("with %s is accepted", async (_what, change) => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    expect((await launch(lambda, change)).status).toBe(200);
  });

  const missing: readonly (readonly [string, number, Record<string, unknown>])[] = [
    ["region", 404, { region_name: "us-mars-1" }],
    ["instance type", 404, { instance_type_name: "gpu_2x_a10" }],
    ["SSH key", 400, { ssh_key_names: ["other"] }],
    ["image", 400, { image: { id: "other" } }],
    ["file system", 400, { file_system_names: ["other"] }],
    ["mounted file system", 400, { file_system_mounts: [{ mount_point: "/data", file_system_id: "other" }] }],
    ["firewall ruleset", 400, { firewall_rulesets: [{ id: "other" }] }],
  ];
  it.each(missing)("that names an unknown %s is told so", async (_what, status, change) => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    const answer = await launch(lambda, change);
    expect([answer.status, answer.code]).toEqual([status, "global/object-does-not-exist"]);
  });

  it("looks for file systems in its own region, and before capacity", async () => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    const { data } = await lambda.call("POST", "/filesystems", { name: "data", region: "us-west-1" });
    lambda.control.setCapacity("gpu_1x_a10", "us-east-1", 0);
    const byName = await launch(lambda, { file_system_names: ["data"] });
    expect([byName.status, byName.code]).toEqual([400, "global/object-does-not-exist"]);
    expect(byName.body).toMatch(/data.*us-east-1/);
    const byId = await launch(lambda, { file_system_mounts: [{ mount_point: "/data", file_system_id: data.id }] });
    expect(byId.code).toBe("instance-operations/launch/file-system-in-wrong-region");
  });

  it("mounts by name at the default place, which a mount overrides", async () => {
    const lambda = bench();
    const { data } = await lambda.call("POST", "/filesystems", { name: "data", region: "us-east-1" });
    const byDefault = await launched(lambda, { file_system_names: ["data"] });
    await lambda.clock.sleep(12_000);
    const mounts = [{ mount_point: "/data/models", file_system_id: data.id }];
    const byMount = await launched(lambda, { file_system_names: ["data"], file_system_mounts: mounts });
    expect((await lambda.call("GET", `/instances/${byDefault}`)).data).toMatchObject({
      file_system_names: ["data"],
      file_system_mounts: [{ mount_point: "/lambda/nfs/data", file_system_id: data.id }],
    });
    expect((await lambda.call("GET", `/instances/${byMount}`)).data).toMatchObject({ file_system_mounts: mounts });
  });

  it("tells of a host what was asked for, but never its user data again", async () => {
    const lambda = bench();
    const asked = { name: "sophia-main-0", hostname: "sophia-main-0", tags: [{ key: "stack", value: "prod" }] };
    const id = await launched(lambda, { ...asked, user_data: "#cloud-config\n# a secret\n" });
    await lambda.clock.sleep(80_000);
    const { body, data } = await lambda.call("GET", `/instances/${id}`);
    expect(data).toMatchObject({ id, ...asked, ssh_key_names: ["deploy"], region: { name: "us-east-1" } });
    expect(body).not.toContain("a secret");
  });

  it("is refused above the quota, terminating hosts counted", async () => {
    const lambda = bench();
    lambda.control.setQuota({ instances: 1 });
    const id = await launched(lambda);
    expect((await launch(lambda, {})).code).toBe("global/quota-exceeded");
    await lambda.call("POST", "/instance-operations/terminate", { instance_ids: [id] });
    expect((await launch(lambda, {})).code).toBe("global/quota-exceeded");
    await lambda.clock.sleep(30_000);
    expect((await launch(lambda, {})).status).toBe(200);
  });

  it("fails while the provider upstream is away", async () => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    lambda.control.setProviderAvailable(false);
    expect((await launch(lambda, {})).code).toBe("provider/internal-unavailable");
    lambda.control.setProviderAvailable(true);
    expect((await launch(lambda, {})).status).toBe(200);
  });
});

describe("capacity", () => {
  it("is advertised by region, used up by launches and free again after termination", async () => {
    const lambda = bench({ capacity: { gpu_1x_a10: { "us-east-1": 1, "us-west-1": 2 } } });
    expect(await free(lambda)).toEqual(["us-west-1", "us-east-1"]);
    const id = await launched(lambda);
    expect(await free(lambda)).toEqual(["us-west-1"]);
    const full = await launch(lambda, {});
    expect([full.status, full.code]).toEqual([400, "instance-operations/launch/insufficient-capacity"]);
    expect((await launch(lambda, { region_name: "us-west-1" })).status).toBe(200);
    await lambda.call("POST", "/instance-operations/terminate", { instance_ids: [id] });
    await lambda.clock.sleep(30_000);
    expect(await free(lambda)).toEqual(["us-west-1", "us-east-1"]);
  });

  it("can be set to what is free from now on, whatever runs already", async () => {
    const lambda = bench();
    await launched(lambda);
    lambda.control.setCapacity("gpu_1x_a10", "us-east-1", 1);
    expect((await launch(lambda, {})).status).toBe(200);
    expect((await launch(lambda, {})).code).toBe("instance-operations/launch/insufficient-capacity");
    lambda.control.setCapacity("gpu_1x_a6000", "us-west-2", 1);
    expect((await launch(lambda, { region_name: "us-west-2", instance_type_name: "gpu_1x_a6000" })).status).toBe(200);
  });

  it("may be advertised and yet run short at a launch", async () => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    lambda.control.runShort("gpu_1x_a10", "us-east-1", 2);
    expect(await free(lambda)).toContain("us-east-1");
    const codes = [];
    for (let i = 0; i < 3; i++) codes.push((await launch(lambda, {})).code);
    const short = "instance-operations/launch/insufficient-capacity";
    expect(codes).toEqual([short, short, undefined]);
  });
});
