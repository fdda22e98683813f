import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { mockIndex, mockSecrets, stackConfig } from "../../mocks/mockStack";

/** What stops the program, and with how many resources begun. */
async function stopped(stack: string, config: Readonly<Record<string, string>>) {
  try {
    await mockIndex(stack, config);
  } catch (error) {
    const monitor = pulumi.runtime.getMonitor() as unknown as { getRegisteredResources(): Map<string, unknown> };
    return { error, resources: [...monitor.getRegisteredResources().keys()].length };
  }
  throw new Error("the program ran");
}

describe("the program", () => {
  it.each([
    ["a wrong setting", { "sophia-infra:ssh": '{"user":"ubuntu","port":0}' }, /^1 setting is wrong/],
    ["missing credentials", { "sophia-infra:lambdaApiKey": "", "sophia-infra:githubToken": "" }, /^2 credentials of/],
  ])("stops at %s with one message and no stack trace, before anything is made", async (_what, changes, message) => {
    const { error, resources } = await stopped("staging", { ...stackConfig("staging"), ...changes });
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect((error as Error).message).toMatch(message);
    // The stack itself is registered before its program runs.
    expect(resources).toBe(1);
  });

  it("stops at an unknown stack and says which there are", async () => {
    const { error } = await stopped("prodd", {});
    expect((error as Error).message).toMatch(
      /^Stack "prodd" has no settings: .* Stacks that have: local, prod, staging\./,
    );
  });

  it("shows no credential in any of these errors", async () => {
    const config = { ...stackConfig("prod"), "sophia-infra:vercelApiToken": "too short" };
    const { error } = await stopped("prod", config);
    for (const secret of [...Object.values(mockSecrets), "too short"]) {
      expect((error as Error).message).not.toContain(secret);
    }
  });
});
