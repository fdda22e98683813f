import { beforeEach, describe, expect, it } from "vitest";
import { addSshKey, createHost, hostsOf, wanted } from "./hosts";
import { Process, Vendor } from "./vendor";

let vendor: Vendor;

beforeEach(() => {
  vendor = new Vendor();
  addSshKey(vendor);
});

async function refusal(change = {}, apiKey?: string): Promise<string> {
  const hosts = hostsOf(new Process(vendor), undefined, apiKey);
  const error = await createHost(hosts, wanted("main", change)).catch((reason: unknown) => reason);
  return error instanceof Error ? error.message : `no error: ${JSON.stringify(error)}`;
}

/** What every refusal has to leave behind. */
function nothingIsBilled(): void {
  expect(vendor.lambda.control.held().instances).toBe(0);
}

describe("a host that cannot be had is refused with the vendor's code and what to do, and nothing is billed:", () => {
  it("a wrong key", async () => {
    const message = await refusal({}, "wrong-key");
    expect(message).toContain(
      "GET /instances: API key was invalid, expired, or deleted (global/invalid-api-key, HTTP 401)",
    );
    expect(message).toContain("`infrastructure.lambda.apiKey` of the stack's ESC environment");
    expect(message).not.toContain("wrong-key");
    nothingIsBilled();
  });

  it("an inactive account", async () => {
    vendor.lambda.control.setAccount("inactive");
    expect(await refusal()).toMatch(/global\/account-inactive, HTTP 403.*Verify the account's email address/);
    nothingIsBilled();
  });

  it("an account without a valid billing address", async () => {
    vendor.lambda.control.setAccount("invalid-address");
    expect(await refusal()).toMatch(/global\/invalid-address, HTTP 403.*Correct the billing address/);
    nothingIsBilled();
  });

  it("an unknown instance type, told with those there are", async () => {
    expect(await refusal({ instanceTypes: ["gpu_2x_a10"] })).toMatch(
      /^sophia-main: Lambda Cloud has no instance type gpu_2x_a10; it has .*gpu_1x_a10, /,
    );
    nothingIsBilled();
  });

  it("an unknown region, told with those there are, without waiting for capacity there", async () => {
    expect(await refusal({ regions: ["us-nowhere-1"] })).toMatch(
      /^sophia-main: Lambda Cloud has no region us-nowhere-1; it has .*us-east-1, /,
    );
    expect(vendor.clock.now()).toBeLessThan(10_000);
    nothingIsBilled();
  });

  it("an SSH key that the account does not have", async () => {
    expect(await refusal({ sshKeyName: "nobody's" })).toMatch(/SSH key "nobody's".*global\/object-does-not-exist/);
    nothingIsBilled();
  });

  it("an exhausted quota", async () => {
    vendor.lambda.control.setQuota({ instances: 0 });
    expect(await refusal()).toMatch(/global\/quota-exceeded, HTTP 400.*Terminate what is no longer needed/);
    nothingIsBilled();
  });

  it("file systems that are in none of the regions", async () => {
    const filesystem = { name: "models", region: "us-west-3", created: 0 };
    vendor.lambda.cloud.filesystems.put("1", filesystem);
    expect(await refusal({ filesystemNames: ["models", "more"] })).toMatch(
      /none of the regions us-east-1, us-west-1 has all of its file systems: models in us-west-3; more in no region/,
    );
    nothingIsBilled();
  });

  it("capacity that is advertised and never there", async () => {
    for (const region of ["us-east-1", "us-west-1"]) vendor.lambda.control.runShort("gpu_1x_a10", region, 999);
    const message = await refusal({ timeouts: { capacityMinutes: 2 } });
    expect(message).toContain("no capacity for gpu_1x_a10 in us-east-1 or us-west-1 within 2 min");
    expect(message).toContain("Launching was refused for gpu_1x_a10 in us-east-1; gpu_1x_a10 in us-west-1.");
    nothingIsBilled();
  });

  it("a vendor whose provider is away", async () => {
    vendor.lambda.control.setProviderAvailable(false);
    expect(await refusal()).toContain("provider/internal-unavailable");
    nothingIsBilled();
  });

  it("an API that answers nothing but half answers", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "*", kind: "garble", times: 99 });
    expect(await refusal()).toContain("GET /instances: the answer is not JSON but application/json");
    nothingIsBilled();
  });
});

it("takes the region that has the host's file systems", async () => {
  vendor.lambda.cloud.filesystems.put("1", { name: "models", region: "us-west-1", created: 0 });
  const { outs } = await createHost(hostsOf(new Process(vendor)), wanted("main", { filesystemNames: ["models"] }));
  expect(outs).toMatchObject({ region: "us-west-1", filesystemNames: ["models"] });
});

it("gives up on launches whose answers are always lost only when none of them left a host", async () => {
  vendor.faults.add({ vendor: "lambda", operation: "POST /instance-operations/launch", kind: "refuse", times: 99 });
  expect(await refusal()).toMatch(/POST \/instance-operations\/launch.*HTTP 500/);
  expect(vendor.count("launch")).toBe(4);
  nothingIsBilled();
});
