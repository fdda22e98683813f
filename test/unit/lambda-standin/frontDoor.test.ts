import { describe, expect, it } from "vitest";
import { A10, bench, KEY, launched, PUBLIC_KEY } from "./cloud";

describe("the front door", () => {
  it("refuses callers without a name, or with their library's, in plain text", async () => {
    const lambda = bench();
    for (const agent of ["", "node", "undici", "Python-urllib/3.12", "axios/1.7.2", "Go-http-client/1.1"]) {
      const refused = await lambda.call("GET", "/regions", undefined, { "user-agent": agent });
      expect([agent, refused.status, refused.body]).toEqual([agent, 403, "error code: 1010"]);
    }
    for (const agent of ["curl/8.5.0", "nodebox/1", "sophia-infra/0.1.0"]) {
      expect((await lambda.call("GET", "/regions", undefined, { "user-agent": agent })).status).toBe(200);
    }
  });

  it("lets one request a second through, and one more in a burst", async () => {
    const lambda = bench();
    const burst = [];
    for (let i = 0; i < 4; i++) burst.push((await lambda.handle(lambda.request("GET", "/regions"))).status);
    expect(burst).toEqual([200, 200, 429, 429]);
    await lambda.clock.sleep(1_000);
    expect((await lambda.handle(lambda.request("GET", "/regions"))).status).toBe(200);
    expect((await lambda.handle(lambda.request("GET", "/regions"))).status).toBe(429);
  });

  it("answers 429 as Cloudflare does: text, or HTML to browsers, never JSON, and says how long to wait", async () => {
    const lambda = bench();
    await launched(lambda);
    const plain = await lambda.call("POST", "/instance-operations/launch", A10);
    expect([plain.status, plain.body, plain.headers["content-type"]]).toEqual([
      429,
      "error code: 1015",
      "text/plain; charset=UTF-8",
    ]);
    // The launch before began ten seconds ago: it took nine, and the pace of these calls is one.
    expect(plain.headers["retry-after"]).toBe("2");
    const html = await lambda.call("POST", "/instance-operations/launch", A10, { accept: "text/html" });
    expect(html.headers["content-type"]).toBe("text/html; charset=UTF-8");
    expect(html.body).toContain("Error 1015");
  });

  it("lets a launch through every 12 s, refused ones not counted", async () => {
    const lambda = bench();
    await launched(lambda);
    const until429 = [];
    for (let i = 0; i < 6; i++) {
      until429.push((await lambda.call("POST", "/instance-operations/launch", A10)).status);
    }
    expect(until429).toEqual([429, 429, 200, 429, 429, 200]);
  });
});

describe("the account", () => {
  it("takes its key as Bearer, as Basic with a colon encoded, and as Basic in clear; nothing else", async () => {
    const lambda = bench();
    const encoded = Buffer.from(`${KEY}:`).toString("base64");
    for (const authorization of [`Bearer ${KEY}`, `bearer ${KEY}`, `Basic ${encoded}`, `Basic ${KEY}`]) {
      expect((await lambda.call("GET", "/regions", undefined, { authorization })).status).toBe(200);
    }
    for (const authorization of ["", "Bearer", "Bearer other", `Token ${KEY}`, KEY, "Basic b3RoZXI6"]) {
      const refused = await lambda.call("GET", "/regions", undefined, { authorization });
      expect([authorization, refused.status, refused.code]).toEqual([authorization, 401, "global/invalid-api-key"]);
    }
  });

  it("does nothing while it is inactive, and buys nothing without a valid billing address", async () => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    lambda.control.setAccount("inactive");
    const inactive = await lambda.call("GET", "/instances");
    expect([inactive.status, inactive.code]).toEqual([403, "global/account-inactive"]);
    lambda.control.setAccount("invalid-address");
    const launch = await lambda.call("POST", "/instance-operations/launch", A10);
    expect([launch.status, launch.code]).toEqual([403, "global/invalid-address"]);
    const filesystem = await lambda.call("POST", "/filesystems", { name: "data", region: "us-east-1" });
    expect([filesystem.status, filesystem.code]).toEqual([403, "global/invalid-address"]);
    expect((await lambda.call("GET", "/instances")).status).toBe(200);
  });

  it("sees no instances where its key may not, and its state outlives the sandbox", async () => {
    const lambda = bench();
    lambda.control.setAccount("forbidden");
    const list = await lambda.call("GET", "/instances");
    expect([list.status, list.code]).toEqual([403, "global/forbidden"]);
    expect((await lambda.call("GET", "/instances/any")).code).toBe("global/forbidden");
    expect((await lambda.call("GET", "/ssh-keys")).status).toBe(200);
    expect(lambda.world.collection("lambda.account").get("account")).toMatchObject({ state: "forbidden" });
  });

  it("is asked for before anything else: a wrong key learns of no path", async () => {
    const lambda = bench();
    const unknown = await lambda.call("GET", "/nowhere", undefined, { authorization: "Bearer other" });
    expect(unknown.status).toBe(401);
    expect((await lambda.call("GET", "/nowhere")).code).toBe("global/not-found");
  });
});
