import { beforeEach, describe, expect, it } from "vitest";
import { atTheEdge, type Implementation, NotReady } from "../../../components/dynamic/implementation";
import { addSshKey, createHost, hostsOf, wanted } from "./hosts";
import { Process, Vendor } from "./vendor";

let vendor: Vendor;

beforeEach(() => {
  vendor = new Vendor();
  addSshKey(vendor);
});

function run(): Implementation {
  return hostsOf(new Process(vendor));
}

describe("one run of the program", () => {
  it("does not delete the host of a resource that was renamed without an alias", async () => {
    const { id, outs } = await createHost(run(), wanted("main"));
    const second = run();
    expect((await createHost(second, wanted("main"))).id).toBe(id);
    await second.delete(id, outs);
    expect([...vendor.live().keys()]).toEqual([id]);
  });

  it("refuses a second resource with the key of one that it just created", async () => {
    const hosts = run();
    await createHost(hosts, wanted("main"));
    await expect(createHost(hosts, wanted("main"))).rejects.toThrow(/two GpuHost resources of this program mean/);
    expect(vendor.live().size).toBe(1);
  });

  it("refuses a second resource with the key of one in the state, whichever comes first", async () => {
    const { id, outs } = await createHost(run(), wanted("main"));
    const [keptFirst, createdFirst] = [run(), run()];
    await keptFirst.diff(id, outs, wanted("main"));
    await expect(createHost(keptFirst, wanted("main"))).rejects.toThrow(/give each a key or name of its own/);
    await createHost(createdFirst, wanted("main"));
    await expect(createdFirst.diff(id, outs, wanted("main"))).rejects.toThrow(/give each a key or name of its own/);
  });

  it("replaces a host by deleting it and creating another", async () => {
    const { id, outs } = await createHost(run(), wanted("main"));
    const hosts = run();
    const { inputs } = await hosts.check({}, wanted("main", { imageFamily: "ubuntu-24-04" }));
    expect((await hosts.diff(id, outs, inputs)).replaces).toEqual(["imageFamily"]);
    await hosts.delete(id, outs);
    expect((await hosts.create(inputs)).id).not.toBe(id);
    expect(vendor.live().size).toBe(1);
  });
});

describe("an existing host", () => {
  it("is taken over by its id, though it carries no key, and renamed", async () => {
    const byHand = { region_name: "us-east-1", instance_type_name: "gpu_1x_a10", ssh_key_names: ["sophia"] };
    const id = await new Process(vendor).client().launch(byHand, async () => undefined);
    const { outs } = await createHost(run(), wanted("main", { existingId: id }));
    expect(outs).toMatchObject({ key: "main", name: "sophia-main", imageFamily: "lambda-stack-24-04" });
    expect([...vendor.live().keys()]).toEqual([id]);
  });

  it("is refused where it would have to be replaced at once, saying what is different there", async () => {
    const { id } = await createHost(run(), wanted("main", { imageFamily: "ubuntu-24-04" }));
    await expect(
      createHost(run(), wanted("main", { existingId: id, instanceTypes: ["gpu_1x_a6000"] })),
    ).rejects.toThrow(/is not what is wanted: instanceTypes .*imageFamily \(there: "ubuntu-24-04"\)/);
  });

  it("is refused where it is gone, and nothing is launched instead", async () => {
    await expect(createHost(run(), wanted("main", { existingId: "0".repeat(32) }))).rejects.toThrow(
      /sophia-main: the GpuHost with existingId 0+ is not there \(any more\)\. Remove `existingId`/,
    );
    expect(vendor.count("launch")).toBe(0);
  });
});

describe("a host that an interrupted run left with other settings", () => {
  it("is adopted as it is, said so, and shown for what it is", async () => {
    await createHost(run(), wanted("main", { userDataVersion: "1" }));
    const process = new Process(vendor);
    const { id, outs } = await createHost(hostsOf(process), wanted("main", { userDataVersion: "2" }));
    expect(process.lines[0]).toContain("it has other userDataVersion, so the next `up` will replace it");
    const { inputs } = await run().check({}, wanted("main", { userDataVersion: "2" }));
    expect((await run().diff(id, outs, inputs)).replaces).toEqual(["userDataVersion"]);
  });
});

describe("at the edge to Pulumi", () => {
  const failing = (error: Error): Implementation =>
    atTheEdge({ ...run(), create: () => Promise.reject(error), delete: () => Promise.reject(error) });

  it("an error that people read has no stack, and a bug of ours keeps its own", async () => {
    const told = await failing(new Error("told"))
      .delete("1", {})
      .catch((error: Error) => error.stack);
    const bug = await failing(new TypeError("bug"))
      .delete("1", {})
      .catch((error: Error) => error.stack);
    expect(told).toBe("");
    expect(bug).toContain("adopting.test.ts");
  });

  it("a mistake names its property in its reason alone, so that Pulumi does not write the whole value before it", async () => {
    const { failures } = await atTheEdge(run()).check({}, wanted("main", { userData: 7, name: "" }));
    expect(failures).toEqual([
      { property: "", reason: 'name must be 1 to 64 characters; it is ""' },
      { property: "", reason: "userData must be text; it is a number" },
    ]);
  });

  it("a host that is not ready is left in the state with the provider that Pulumi needs to delete it", async () => {
    const error = new NotReady("1", { name: "sophia-main" }, "not yet");
    const left = await failing(error)
      .create({ __provider: "code" })
      .catch((reason: unknown) => reason);
    expect(left).toMatchObject({
      id: "1",
      properties: { name: "sophia-main", __provider: "code" },
      reasons: ["not yet"],
    });
  });
});
