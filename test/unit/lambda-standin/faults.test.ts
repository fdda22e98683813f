import { request as httpRequest } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveLambda } from "../../../sandbox/lambda/server";
import { A10, type Bench, bench, KEY, launched, PUBLIC_KEY } from "./cloud";

const LAUNCH = "POST /instance-operations/launch";

describe("a fault", () => {
  it("of kind refuse is an internal error, and nothing has been done", async () => {
    const lambda = bench();
    await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    lambda.faults.add({ vendor: "lambda", operation: LAUNCH, kind: "refuse" });
    const refused = await lambda.call("POST", "/instance-operations/launch", A10);
    expect([refused.status, refused.code]).toEqual([500, "global/internal-error"]);
    expect(lambda.control.held().instances).toBe(0);
    lambda.faults.add({ vendor: "lambda", operation: "POST /firewall-rulesets", kind: "refuse" });
    const ruleset = { name: "a", region: "us-east-1", rules: [] };
    expect((await lambda.call("POST", "/firewall-rulesets", ruleset)).status).toBe(409);
  });

  it("of kind drop loses the answer when the host is there", async () => {
    const lambda = bench();
    lambda.faults.add({ vendor: "lambda", operation: LAUNCH, kind: "drop" });
    await expect(launched(lambda)).rejects.toThrow("fault injected: drop");
    expect((await lambda.call("GET", "/instances")).data).toHaveLength(1);
  });

  it("of kind delay answers late, on the vendor's clock", async () => {
    const lambda = bench();
    lambda.faults.add({ vendor: "lambda", operation: "GET /instances", kind: "delay", delayMs: 60_000 });
    const begin = lambda.clock.now();
    expect((await lambda.call("GET", "/instances")).status).toBe(200);
    expect(lambda.clock.now() - begin).toBe(61_000);
  });

  it("of kind rate-limit answers as the front door does, without saying how long to wait", async () => {
    const lambda = bench();
    lambda.faults.add({ vendor: "lambda", operation: "*", kind: "rate-limit" });
    const refused = await lambda.call("GET", "/instances");
    expect([refused.status, refused.body, refused.headers["retry-after"]]).toEqual([
      429,
      "error code: 1015",
      undefined,
    ]);
  });

  it("of kind garble cuts the answer in the middle when the work is done", async () => {
    const lambda = bench();
    lambda.faults.add({ vendor: "lambda", operation: "POST /ssh-keys", kind: "garble" });
    const cut = await lambda.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    expect(cut.status).toBe(200);
    expect(() => JSON.parse(cut.body)).toThrow();
    expect(lambda.control.held().sshKeys).toBe(1);
  });

  it("names operations with {id} for an id", async () => {
    const lambda = bench();
    for (const operation of ["GET /instances/{id}", "DELETE /filesystems/{id}", "PATCH /firewall-rulesets/global"]) {
      lambda.faults.add({ vendor: "lambda", operation, kind: "rate-limit" });
    }
    expect((await lambda.call("GET", "/instances/0a1b")).status).toBe(429);
    expect((await lambda.call("DELETE", "/filesystems/0a1b")).status).toBe(429);
    expect((await lambda.call("PATCH", "/firewall-rulesets/0a1b", {})).status).toBe(404);
    expect((await lambda.call("PATCH", "/firewall-rulesets/global", {})).status).toBe(429);
  });
});

/** Serves a bench over HTTP for the length of a test; returns its endpoint and what was logged. */
async function served(lambda: Pick<Bench, "handle">): Promise<{ port: number; lines: string[] }> {
  const lines: string[] = [];
  const server = await serveLambda(lambda, 0, (line) => lines.push(line));
  onTestFinished(() => server.stop());
  return { port: server.port, lines };
}

function fetchText(port: number, method: string, path: string, body = ""): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${KEY}`, "user-agent": "lambda-standin-test/1" };
    const request = httpRequest({ port, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text })).on("error", reject);
    });
    request.on("error", reject).end(body);
  });
}

describe("over HTTP", () => {
  it("answers as the core does, query and body included, and logs neither key nor body", async () => {
    const { port, lines } = await served(bench());
    const body = JSON.stringify({ name: "deploy", public_key: PUBLIC_KEY });
    const created = await fetchText(port, "POST", "/api/v1/ssh-keys?x=1", body);
    expect([created.status, JSON.parse(created.text).data.name]).toEqual([200, "deploy"]);
    const list = await fetchText(port, "GET", "/api/v1/instances?cluster_id=0a1b");
    expect([list.status, list.text]).toEqual([200, '{"data":[]}']);
    expect(lines).toEqual(["lambda: POST /api/v1/ssh-keys 200", "lambda: GET /api/v1/instances 200"]);
  });

  it("breaks the connection where the answer is lost", async () => {
    const lambda = bench();
    const { port } = await served(lambda);
    lambda.faults.add({ vendor: "lambda", operation: "GET /regions", kind: "drop" });
    await expect(fetchText(port, "GET", "/api/v1/regions")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await fetchText(port, "GET", "/api/v1/regions")).status).toBe(200);
  });

  it("answers a mistake of its own with 500, and the log says which", async () => {
    const { port, lines } = await served({ handle: () => Promise.reject(new TypeError("no such thing")) });
    expect((await fetchText(port, "GET", "/api/v1/regions")).status).toBe(500);
    expect(lines.join("\n")).toContain("TypeError: no such thing");
  });

  it("refuses bodies that no launch can need", async () => {
    const { port } = await served(bench());
    expect((await fetchText(port, "POST", "/api/v1/ssh-keys", "x".repeat(8_000_001))).status).toBe(413);
  });
});
