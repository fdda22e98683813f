import { describe, expect, it } from "vitest";
import { accountOf } from "../../../components/lambda/account";
import * as clients from "../../../components/lambda/client";

function connect(configuration: Record<string, string | undefined>) {
  return accountOf({ get: (key) => configuration[key] }, () => clients)();
}

describe("the account", () => {
  it("is that of the stack's configuration", async () => {
    const lambda = JSON.stringify({
      endpoint: "http://127.0.0.1:1",
      pacing: { requestMs: 10 },
      regions: ["us-east-1"],
    });
    const client = await connect({ lambdaApiKey: "key", lambda });
    expect(client.pacing).toEqual({ requestMs: 10, launchMs: 12_000, pollMs: 5_000 });
  });

  it("is one client, so that its lists are shared", async () => {
    const account = accountOf({ get: (key) => (key === "lambdaApiKey" ? "key" : undefined) }, () => clients);
    expect(await account()).toBe(await account());
  });

  it.each([undefined, ""])(
    "without a key (%j) is refused by code, configuration, ESC path and command",
    async (key) => {
      const configuration = key === undefined ? {} : { lambdaApiKey: key };
      await expect(connect(configuration)).rejects.toThrow(
        /^E_MISSING_CREDENTIAL: .*`lambdaApiKey`.*`infrastructure\.lambda\.apiKey`.*`sophia esc set lambda-api-key /,
      );
    },
  );

  it.each([
    ["not JSON", "is not JSON"],
    ["7", "is not an object"],
    ['{"endpoint": "cloud"}', 'has the endpoint "cloud", which is not a URL'],
    ['{"pacing": {"launchMS": 5}}', "has a pacing other than milliseconds for requestMs, launchMs, pollMs"],
    ['{"pacing": {"launchMs": "fast"}}', "has a pacing other than milliseconds"],
  ])("with the settings %s is refused", async (lambda, reason) => {
    await expect(connect({ lambdaApiKey: "key-not-shown", lambda })).rejects.toThrow(reason);
    await expect(connect({ lambdaApiKey: "key-not-shown", lambda })).rejects.not.toThrow("key-not-shown");
  });
});
