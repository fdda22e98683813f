import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type HealthLevel, health } from "../../../images/mcp-server/health";
import { drain, httpServer } from "../../../images/mcp-server/http";
import { jsonLog } from "../../../images/mcp-server/log";
import { answer, protocolVersions, type Tool } from "../../../images/mcp-server/protocol";
import { readSettings } from "../../../images/mcp-server/settings";

const info = { name: "sophia-test", version: "1.0.0" };
const status: Tool = { name: "status", description: "d", inputSchema: { type: "object" }, run: () => ({ fine: true }) };
const ask = (method: string, params?: object, id: unknown = 1) =>
  answer({ jsonrpc: "2.0", id, method, params }, info, [status]);
const vitals = { draining: false, uptimeSeconds: 1, memoryBytes: 2, requests: 3 };

describe("readSettings", () => {
  const good = { MCP_SERVER: "ai-intelligence", MCP_PORT: "8091", MCP_SERVICES: '{"openai":"KEY","arize":"NONE"}' };

  it("tells which services have their credential", () => {
    expect(readSettings({ ...good, KEY: "secret" })).toEqual({
      server: "ai-intelligence",
      port: 8091,
      services: { openai: true, arize: false },
    });
  });

  it("names every mistake at once, and never shows a credential", () => {
    const bad = { MCP_SERVER: "A b", MCP_PORT: "0", MCP_SERVICES: "[]", KEY: "secret" };
    expect(() => readSettings(bad)).toThrow(
      'MCP_SERVER is "A b"; it should be a name like ai-intelligence; MCP_PORT is "0"; it should be a number from 1 to ' +
        '65535; MCP_SERVICES should be JSON like {"openai":"OPENAI_API_KEY"}',
    );
  });
});

describe("answer", () => {
  it.each(protocolVersions)("speaks revision %s with a client that asks for it", (protocolVersion) => {
    expect(ask("initialize", { protocolVersion }).body).toMatchObject({
      id: 1,
      result: { protocolVersion, capabilities: { tools: {} }, serverInfo: info },
    });
  });

  it("offers its newest revision to a client of another", () => {
    expect(ask("initialize", { protocolVersion: "1999-01-01" }).body).toMatchObject({
      result: { protocolVersion: protocolVersions[0] },
    });
  });

  it("answers a ping, lists its tools and calls one", () => {
    expect(ask("ping", {}, "a").body).toEqual({ jsonrpc: "2.0", id: "a", result: {} });
    expect(ask("tools/list").body).toMatchObject({ result: { tools: [{ name: "status", description: "d" }] } });
    expect(ask("tools/call", { name: "status" }).body).toMatchObject({
      result: { content: [{ type: "text", text: '{"fine":true}' }], structuredContent: { fine: true } },
    });
  });

  it("says what it does not know", () => {
    expect(ask("tools/call", { name: "nope" }).body).toMatchObject({
      error: { code: -32602, message: "Unknown tool: nope" },
    });
    expect(ask("nope").body).toMatchObject({ error: { code: -32601, message: "Method not found: nope" } });
  });

  it("takes notifications and answers without a word", () => {
    expect(answer({ jsonrpc: "2.0", method: "notifications/initialized" }, info, [])).toEqual({ status: 202 });
    expect(answer({ jsonrpc: "2.0", id: 1, result: {} }, info, [])).toEqual({ status: 202 });
  });

  it("answers whatever it is sent, and never without a JSON-RPC body where it refuses", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ jsonrpc: fc.constant("2.0"), id: fc.jsonValue(), method: fc.jsonValue() }),
        ),
        (message) => {
          const reply = answer(message, info, [status]);
          expect([200, 202, 400]).toContain(reply.status);
          if (reply.status !== 202) expect(reply.body).toMatchObject({ jsonrpc: "2.0" });
        },
      ),
    );
  });
});

describe("health", () => {
  const settings = { server: "s", port: 1, services: { openai: true, arize: true } };

  it.each<[HealthLevel, boolean, boolean, boolean]>([
    ["basic", true, true, true],
    ["detailed", false, true, true],
    ["detailed", false, false, false],
    ["detailed", true, true, false],
    ["diagnostic", true, true, false],
  ])("at level %s, draining %j, with all credentials %j is %j", (level, draining, all, ok) => {
    const services = { openai: true, arize: all };
    expect(health(level, { ...settings, services }, { ...vitals, draining }).ok).toBe(level === "basic" || ok);
  });

  it("tells which service is not ready, and at the deepest level what helps to find out why", () => {
    const { report } = health("diagnostic", { ...settings, services: { arize: false } }, vitals);
    expect(report).toMatchObject({ status: "unavailable", services: { arize: "no credential" }, requests: 3 });
  });
});

describe("httpServer", () => {
  const servers: ReturnType<typeof httpServer>[] = [];
  const lines: string[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => drain(server, 0)));
    lines.length = 0;
  });

  async function started(): Promise<string> {
    const log = jsonLog("s", (line) => lines.push(line));
    const level = (asked: HealthLevel) => ({ ok: asked === "basic", report: { asked } });
    const server = httpServer({
      log,
      protocolVersions,
      health: level,
      mcp: (message) => answer(message, info, [status]),
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const post = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/mcp`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
  const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

  it("answers a request, and gives its correlation id back and to the log", async () => {
    const response = await post(await started(), ping, { "x-correlation-id": "abc" });
    expect([response.status, response.headers.get("x-correlation-id")]).toEqual([200, "abc"]);
    expect(await response.json()).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ server: "s", correlationId: "abc", status: 200 }]);
  });

  it.each<[string, Record<string, string>, number]>([
    ["not JSON", {}, 400],
    [ping, { "mcp-protocol-version": "1999-01-01" }, 400],
    [ping, { origin: "https://evil.example" }, 403],
    [ping, { "content-type": "text/plain" }, 415],
    [" ".repeat(1024 * 1024 + 1), {}, 413],
    ['{"jsonrpc":"2.0","method":"notifications/initialized"}', {}, 202],
  ])("turns a request away as the protocol wants it (%#)", async (body, headers, expected) => {
    expect((await post(await started(), body, headers)).status).toBe(expected);
  });

  it("answers probes without a line in the log unless something is wrong", async () => {
    const url = await started();
    expect((await fetch(`${url}/health/basic`)).status).toBe(200);
    expect(lines).toEqual([]);
    expect((await fetch(`${url}/health/detailed`)).status).toBe(503);
    expect(lines).toHaveLength(1);
  });

  it("has nothing to say by itself, and nothing elsewhere", async () => {
    const url = await started();
    const stream = await fetch(`${url}/mcp`);
    expect([stream.status, stream.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await fetch(`${url}/admin`)).status).toBe(404);
  });

  it("still answers while it drains, and not after", async () => {
    const url = await started();
    const [server] = servers.splice(0);
    if (server === undefined) throw new Error("not started");
    const drained = drain(server, 100);
    expect((await post(url, ping)).status).toBe(200);
    await drained;
    await expect(post(url, ping)).rejects.toThrow();
  });
});
