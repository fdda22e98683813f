import { beforeEach, describe, expect, it } from "vitest";
import { NotReady } from "../../../components/dynamic/implementation";
import { DEFAULT_SETTINGS } from "../../../sandbox/lambda/settings";
import { addSshKey, createHost, hostsOf, wanted } from "./hosts";
import { Process, Vendor } from "./vendor";

let vendor: Vendor;
let process: Process;

beforeEach(() => {
  vendor = new Vendor();
  addSshKey(vendor);
  process = new Process(vendor);
});

/** A vendor so slow that a host is listed long after the next launch may be sent. */
function listedAfter(launchCall: number): void {
  vendor = new Vendor({ timings: { ...DEFAULT_SETTINGS.timings, launchCall } });
  addSshKey(vendor);
  process = new Process(vendor);
}

describe("creating a host", () => {
  it("launches one, waits until it is active, and returns what the vendor tells of it", async () => {
    const { id, outs } = await createHost(hostsOf(process), wanted("main"));
    expect(outs).toMatchObject({
      key: "main",
      name: "sophia-main",
      status: "active",
      region: "us-east-1",
      instanceType: "gpu_1x_a10",
      sshKeyNames: ["sophia"],
      imageFamily: "lambda-stack-24-04",
    });
    expect(outs.ip).toMatch(/^127\./);
    expect([...vendor.live().keys()]).toEqual([id]);
  });

  it("adopts the live host that carries the key instead of launching another", async () => {
    const first = await createHost(hostsOf(process), wanted("main"));
    const other = new Process(vendor);
    const second = await createHost(hostsOf(other), wanted("main", { name: "renamed" }));
    expect(second.id).toBe(first.id);
    expect(second.outs.name).toBe("renamed");
    expect(other.lines).toEqual([`renamed: adopting ${first.id}, which carries the key main`]);
    expect(vendor.live().get(first.id)?.name).toBe("renamed");
    expect(vendor.count("POST /instance-operations/launch")).toBe(1);
  });

  it("launches another where the key is of another stack", async () => {
    const first = await createHost(hostsOf(process), wanted("main"));
    const other = wanted("main", { tags: { project: "sophia-infra", stack: "other" } });
    expect((await createHost(hostsOf(new Process(vendor)), other)).id).not.toBe(first.id);
  });

  it("finds the host whose launch lost its answer", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "POST /instance-operations/launch", kind: "drop" });
    await createHost(hostsOf(process), wanted("main"));
    expect(vendor.count("launch")).toBe(1);
    expect(vendor.live().size).toBe(1);
  });

  it("finds the host whose launch was answered with half a JSON text", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "POST /instance-operations/launch", kind: "garble" });
    await createHost(hostsOf(process), wanted("main"));
    expect(vendor.count("launch")).toBe(1);
  });

  it("launches again after the front door turned a launch away", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "POST /instance-operations/launch", kind: "rate-limit" });
    await createHost(hostsOf(process), wanted("main"));
    expect(vendor.count("launch")).toBe(2);
    expect(vendor.live().size).toBe(1);
  });

  it("looks long enough for a host whose launch broke off and is slow", async () => {
    listedAfter(20_000);
    process.breakOff("/launch");
    await createHost(hostsOf(process), wanted("main"));
    expect(vendor.count("launch")).toBe(1);
  });

  it("ends the second of two hosts that two processes launched at once, and both return the other", async () => {
    listedAfter(30_000);
    const both = [hostsOf(process), hostsOf(new Process(vendor))].map((hosts) => createHost(hosts, wanted("main")));
    const [one, other] = await Promise.all(both);
    expect(one?.id).toBe(other?.id);
    expect([...vendor.live().keys()]).toEqual([one?.id]);
  });

  it("moves on to the next region when a launch finds no capacity after all", async () => {
    vendor.lambda.control.runShort("gpu_1x_a10", "us-east-1", 1);
    const { outs } = await createHost(hostsOf(process), wanted("main"));
    expect(outs.region).toBe("us-west-1");
    expect(process.lines.join("\n")).toContain("sophia-main: us-east-1 has no gpu_1x_a10 left");
  });

  it("takes the first region that has any of the types before another region that has the first type", async () => {
    vendor.lambda.control.setCapacity("gpu_1x_a10", "us-east-1", 0);
    vendor.lambda.control.setCapacity("gpu_1x_a6000", "us-east-1", 1);
    const { outs } = await createHost(
      hostsOf(process),
      wanted("main", { instanceTypes: ["gpu_1x_a10", "gpu_1x_a6000"] }),
    );
    expect(outs).toMatchObject({ region: "us-east-1", instanceType: "gpu_1x_a6000" });
  });

  it("waits for capacity, and launches when there is some", async () => {
    for (const region of ["us-east-1", "us-west-1"]) vendor.lambda.control.setCapacity("gpu_1x_a10", region, 0);
    const created = createHost(hostsOf(process), wanted("main"));
    void vendor.clock.sleep(300_000).then(() => vendor.lambda.control.setCapacity("gpu_1x_a10", "us-west-1", 1));
    expect((await created).outs.region).toBe("us-west-1");
    expect(process.lines.join("\n")).toContain("waits up to 15 min for gpu_1x_a10 in us-east-1 or us-west-1");
  });

  it("says what was tried and what is free when capacity never comes, and has launched nothing", async () => {
    for (const region of ["us-east-1", "us-west-1"]) vendor.lambda.control.setCapacity("gpu_1x_a10", region, 0);
    vendor.lambda.control.setCapacity("gpu_1x_a10", "us-east-2", 1);
    await expect(createHost(hostsOf(process), wanted("main"))).rejects.toThrow(
      /sophia-main: no capacity for gpu_1x_a10 in us-east-1 or us-west-1 within 15 min\. Free now: gpu_1x_a10 in us-east-2\. Nothing was launched\./,
    );
    expect(vendor.count("launch")).toBe(0);
  });
});

describe("a host that does not come up", () => {
  it.each([
    ["unhealthy", /became unhealthy\. It was terminated/],
    ["preempted", /became preempted\. It was terminated/],
    ["stalled", /is booting after 20 min\. It was terminated/],
  ] as const)("is terminated before the error when it is %s", async (fate, message) => {
    vendor.lambda.control.setFates(fate);
    await expect(createHost(hostsOf(process), wanted("main"))).rejects.toThrow(message);
    expect(vendor.live().size).toBe(0);
  });

  it("is named in the error and left to the state when it cannot be terminated either", async () => {
    vendor.lambda.control.setFates("unhealthy");
    vendor.faults.add({
      vendor: "lambda",
      operation: "POST /instance-operations/terminate",
      kind: "refuse",
      times: 99,
    });
    const failed = await createHost(hostsOf(process), wanted("main")).catch((error: unknown) => error);
    const [id] = [...vendor.live().keys()];
    expect(failed).toBeInstanceOf(NotReady);
    expect(failed).toMatchObject({ id, properties: { key: "main", status: "unhealthy" } });
    expect(String(failed)).toContain(`${id} in us-east-1 became unhealthy, and could not be terminated`);
  });

  it("is left to the state when only SSH does not answer, and the next update waits for it again", async () => {
    let silent: string | undefined = "ECONNREFUSED";
    const hosts = hostsOf(process, async () => silent);
    const failed = await createHost(hosts, wanted("main")).catch((error: unknown) => error);
    expect(String(failed)).toMatch(/does not answer SSH at 127\.[\d.]+:22 \(ECONNREFUSED\) after 20 min/);
    if (!(failed instanceof NotReady)) throw failed;
    silent = undefined;
    const { inputs } = await hosts.check({}, wanted("main"));
    const { outs } = await hostsOf(new Process(vendor)).update(failed.id, failed.properties, inputs);
    expect(outs.status).toBe("active");
    expect([...vendor.live().keys()]).toEqual([failed.id]);
  });

  it("is left to the state when Lambda cannot be asked how it is", async () => {
    const inputs = wanted("main");
    vendor.faults.add({ vendor: "lambda", operation: "GET /instances*", kind: "drop", after: 4, times: 99 });
    const failed = await createHost(hostsOf(process), inputs).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(NotReady);
    expect(failed).toMatchObject({ id: [...vendor.live().keys()][0], properties: { key: "main" } });
  });

  it("is told of when its launch lost its answer and nothing can be asked after that", async () => {
    vendor.faults.add({ vendor: "lambda", operation: "POST /instance-operations/launch", kind: "drop" });
    vendor.faults.add({ vendor: "lambda", operation: "GET /instances", kind: "drop", after: 2, times: 99 });
    await expect(createHost(hostsOf(process), wanted("main"))).rejects.toThrow(
      /tag idempotency-key=main: run the same/,
    );
  });
});

describe("SSH", () => {
  it("is not tried through a bastion, and the log says so", async () => {
    const probe = async () => "must not be tried";
    const ssh = { port: 22, bastion: "bastion.example" };
    await createHost(hostsOf(process, probe), wanted("main", { ssh }));
    expect(process.lines.join("\n")).toContain("SSH goes through bastion.example, so it is not tried from here");
  });
});

describe("deleting a host", () => {
  it("waits until the vendor has let go of it, however often it is told", async () => {
    const { id, outs } = await createHost(hostsOf(process), wanted("main"));
    const hosts = hostsOf(new Process(vendor));
    await hosts.delete(id, outs);
    expect(vendor.lambda.control.held().instances).toBe(0);
    await hosts.delete(id, outs);
    await vendor.clock.sleep(3_600_000);
    await hosts.delete(id, outs);
  });

  it("fails where the vendor cannot end it", async () => {
    const { id, outs } = await createHost(hostsOf(process), wanted("main"));
    vendor.lambda.control.setProviderAvailable(false);
    await expect(hostsOf(new Process(vendor)).delete(id, outs)).rejects.toThrow("provider/internal-unavailable");
  });
});

describe("reading a host", () => {
  it("shows what was changed behind Pulumi's back", async () => {
    const { id, outs } = await createHost(hostsOf(process), wanted("main"));
    vendor.lambda.control.rename(id, "by-hand");
    vendor.lambda.control.makeUnhealthy(id);
    const { props } = await hostsOf(process).read(id, outs);
    expect(props).toEqual({ ...outs, name: "by-hand", status: "unhealthy" });
  });

  it("says that it is gone while it terminates, when it is terminated, and when nobody knows it any more", async () => {
    const { id, outs } = await createHost(hostsOf(process), wanted("main"));
    vendor.lambda.control.terminate(id);
    for (const later of [0, 60_000, 3_600_000]) {
      await vendor.clock.sleep(later);
      expect(await hostsOf(process).read(id, outs)).toEqual({});
    }
  });

  it("keeps no user data and no Jupyter access", async () => {
    const { outs } = await createHost(hostsOf(process), wanted("main", { userData: "user-data-secret" }));
    expect(JSON.stringify(outs)).not.toMatch(/user-data-secret|jupyter/i);
  });
});
