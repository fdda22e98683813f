import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../components/dynamic/implementation";
import { hostsOf, wanted } from "./hosts";
import { Process, Vendor } from "./vendor";

const hosts = hostsOf(new Process(new Vendor()));

async function mistakes(change: Record<string, unknown>): Promise<string[]> {
  const { failures } = await hosts.check({}, wanted("main", change));
  return failures.map(({ property, reason }) => `${property}|${reason}`);
}

describe("check", () => {
  it("accepts what the vendor accepts", async () => {
    const most = {
      name: "n".repeat(64),
      hostname: "0".repeat(63),
      filesystemNames: ["Models-1"],
      tags: { project: "p", stack: "s", "cost-center:eu": "", ["k".repeat(55)]: "v".repeat(128) },
      userData: "x".repeat(1_000_000),
      timeouts: { capacityMinutes: 0, bootMinutes: 60 },
    };
    expect(await mistakes(most)).toEqual([]);
  });

  it("accepts whatever a preview doesn't know yet", async () => {
    expect(
      await mistakes({
        sshKeyName: UNKNOWN,
        userData: UNKNOWN,
        firewallRulesets: { a: UNKNOWN },
        tags: { a1: UNKNOWN },
      }),
    ).toEqual([]);
  });

  it("fills in the image, so that a new default of the vendor's changes nothing", async () => {
    expect((await hosts.check({}, wanted("main"))).inputs.imageFamily).toBe("lambda-stack-24-04");
  });

  it("tells every mistake at once, with the value and what is allowed", async () => {
    const told = await mistakes({ name: "", regions: [], sshKeyName: undefined, ssh: { port: 0 }, hostnam: "typo" });
    expect(told).toEqual([
      'name|name must be 1 to 64 characters; it is ""',
      "regions|regions must be a list of at least 1; it is []",
      "sshKeyName|sshKeyName must be 1 to 64 characters; it is missing",
      "ssh|ssh.port must be a whole number from 1 to 65535; it is 0",
      expect.stringMatching(/^hostnam\|hostnam is not an input of GpuHost: key, name, /),
    ]);
  });

  it.each([
    ["name", "n".repeat(65), "1 to 64 characters"],
    ["hostname", "-main", "a-z, 0-9 and -, not beginning with -"],
    ["hostname", "Main", "a-z, 0-9 and -"],
    [
      "filesystemNames",
      ["1models"],
      "[0] must be 1 to 60 characters: letters, digits and hyphens, beginning with a letter",
    ],
    ["tags", { Project: "p" }, "has a name that must be 1 to 55 characters: a-z, 0-9, - and :"],
    ["tags", { ab: "v".repeat(129) }, ".ab must be 0 to 128 characters"],
    ["tags", { "idempotency-key": "x" }, "is a tag of the provider's own"],
    ["instanceTypes", ["gpu_1x_a10", 7], "[1] must be 1 to 128 characters; it is 7"],
    ["ssh", { port: 22, prot: 1 }, ".prot is not an input of it: port, user, bastion"],
    ["timeouts", { bootMinutes: "5" }, ".bootMinutes must be a number from 1 to 1440"],
  ])("refuses %s of %j", async (property, value, reason) => {
    const [told, ...more] = await mistakes({ [property]: value });
    expect(told).toContain(`${property}|`);
    expect(told).toContain(reason);
    expect(more).toEqual([]);
  });

  it("counts user data in bytes and never shows it", async () => {
    const [told] = await mistakes({ userData: "é".repeat(500_001) });
    expect(told).toBe("userData|userData must be at most 1000000 bytes; it is 1000002");
  });
});
