import * as command from "@pulumi/command";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { mockProgram } from "../../mocks/mockProgram";

/* The helper wraps what is internal to Pulumi: this tells when an upgrade changes it. */
describe("mockProgram", () => {
  it("sees the options of a resource, not only its inputs", async () => {
    const { resource } = await mockProgram(async () => {
      const provider = new command.Provider("p");
      const parent = new pulumi.ComponentResource("test:a:B", "parent");
      const before = new command.remote.Command("before", { connection: { host: "a" } }, { provider });
      new command.remote.Command(
        "all",
        { connection: { host: before.stdout }, environment: { PLAIN: "a", SECRET: pulumi.secret("b") } },
        {
          ...{ provider, parent, protect: true, retainOnDelete: true, deleteBeforeReplace: true },
          ...{ dependsOn: [before], aliases: [{ name: "old" }], ignoreChanges: ["environment"] },
          additionalSecretOutputs: ["stdout"],
        },
      );
      return {};
    });
    expect(resource("all")).toMatchObject({
      inputs: { environment: { PLAIN: "a", SECRET: "[secret]" } },
      secrets: expect.arrayContaining(["environment.SECRET"]),
      parent: resource("parent").urn,
      provider: resource("p").urn,
      ...{ protect: true, retainOnDelete: true, deleteBeforeReplace: true, ignoreChanges: ["environment"] },
      dependsOn: [resource("before").urn],
      aliases: [expect.stringContaining('"name":"old"')],
      additionalSecretOutputs: expect.arrayContaining(["stdout"]),
    });
    expect(resource("before")).toMatchObject({ protect: false, aliases: [], ignoreChanges: [] });
  });

  it("makes an output secret that the program declares so", async () => {
    const { outputs } = await mockProgram(async () => {
      const options = { additionalSecretOutputs: ["stdout"] };
      const asked = new command.remote.Command("a", { connection: { host: "a" }, create: "cat k3s.yaml" }, options);
      return { isSecret: await pulumi.isSecret(asked.stdout), other: await pulumi.isSecret(asked.create) };
    });
    expect(outputs).toEqual({ isSecret: true, other: false });
  });

  it("refuses a resource that no mock knows", async () => {
    const unknown = mockProgram(async () => ({ pod: new kubernetes.core.v1.Pod("a", {}) }));
    await expect(unknown).rejects.toThrow("the program registers a kubernetes:core/v1:Pod, for which there is no mock");
  });

  it("refuses a function call", async () => {
    const unknown = mockProgram(async () => ({ found: await pulumi.runtime.invoke("a:b:c", {}) }));
    await expect(unknown).rejects.toThrow("the program calls a:b:c, for which there is no mock");
  });

  it("throws what the program throws", async () => {
    const broken = mockProgram(async () => {
      throw new pulumi.RunError("stop");
    });
    await expect(broken).rejects.toThrow("stop");
  });
});
