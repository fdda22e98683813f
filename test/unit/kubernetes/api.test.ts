import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterApi } from "../../../sandbox/kubernetes/api";
import { Authority } from "../../../sandbox/kubernetes/cluster/certificates";
import { kubeconfig } from "../../../sandbox/kubernetes/cluster/kubeconfig";
import { collectionPath, Discovery, inItsScope, objectPath } from "../../../sandbox/kubernetes/discovery";

let folder: string;
let server: Server;
let api: ClusterApi;
let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "api-"));
  const authority = await Authority.open(folder);
  const { certificate, key } = await authority.issue("server", { commonName: "server", addresses: ["127.0.0.1"] });
  const options = { cert: certificate, key, ca: authority.certificate, requestCert: true };
  server = createServer(options, (request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => answer(request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const config = new KubeConfig();
  const client = await authority.issue("client", { commonName: "client" });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.loadFromString(kubeconfig({ server: url, authority: authority.certificate, ...client }));
  api = await ClusterApi.connect(config);
});

afterAll(() => {
  api.close();
  server.close();
  rmSync(folder, { recursive: true });
});

function json(response: ServerResponse, status: number, body: object, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

describe("a call", () => {
  test("carries its query and body, a DELETE's too, and leaves out what is undefined", async () => {
    answer = (request, body, response) => json(response, 200, { method: request.method, url: request.url, body });
    const call = { query: { dryRun: "All", force: undefined }, body: { gracePeriodSeconds: 0 } };
    expect((await api.call("DELETE", "/api/v1/nodes/a", call)).body).toEqual({
      method: "DELETE",
      url: "/api/v1/nodes/a?dryRun=All",
      body: '{"gracePeriodSeconds":0}',
    });
  });

  test("tells the API server's reason and every field that it names", async () => {
    const causes = [{ field: "spec.replicas", message: "must not be negative", reason: "FieldValueInvalid" }];
    answer = (_, __, response) =>
      json(response, 422, { reason: "Invalid", message: "is invalid", details: { causes } });
    await expect(api.get("/")).rejects.toMatchObject({ code: 422, reason: "Invalid", message: "is invalid", causes });
  });

  test("tells what the API server warns of", async () => {
    const warning = ['299 - "spec.a: \\"b\\" is deprecated"', '299 - "two"'];
    answer = (_, __, response) => json(response, 200, {}, { warning });
    expect((await api.call("GET", "/")).warnings).toEqual(['spec.a: "b" is deprecated', "two"]);
  });

  test("is sent once more where the server closed the idle connection under it", async () => {
    answer = (_, __, response) => json(response, 200, {});
    await api.get("/");
    let broken = 0;
    answer = (request, _, response) => {
      if (broken++ === 0) request.socket.destroy();
      else json(response, 200, { ok: true });
    };
    expect(await api.get("/")).toEqual({ ok: true });
  });

  test("finds nothing where the answer is 404, and fails with all others", async () => {
    answer = (_, __, response) => json(response, 404, {});
    expect(await api.find("/")).toBeUndefined();
    answer = (_, __, response) => json(response, 403, { reason: "Forbidden" });
    await expect(api.find("/")).rejects.toMatchObject({ code: 403 });
  });
});

describe("discovery", () => {
  const resources = [
    { name: "deployments", kind: "Deployment", namespaced: true },
    { name: "deployments/scale", kind: "Scale", namespaced: true },
  ];

  test("asks once for each group and version, and again for a kind that wasn't there", async () => {
    let asked = 0;
    answer = (_, __, response) => {
      asked += 1;
      json(response, 200, {
        resources: asked < 3 ? resources : [{ name: "canaries", kind: "Canary", namespaced: false }],
      });
    };
    const discovery = new Discovery(api);
    expect(await discovery.find("apps/v1", "Deployment")).toMatchObject({ plural: "deployments", namespaced: true });
    expect(await discovery.find("apps/v1", "Deployment")).toBeDefined();
    expect(asked).toBe(1);
    expect(await discovery.find("apps/v1", "Scale")).toBeUndefined();
    expect(asked).toBe(2);
    expect(await discovery.find("apps/v1", "Canary")).toMatchObject({ namespaced: false });
  });

  test("gives the paths of objects, with a namespace only where the kind has one", () => {
    const deployments = { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true };
    const nodes = { apiVersion: "v1", kind: "Node", plural: "nodes", namespaced: false };
    const named = { namespace: "mcp", name: "web" };
    expect(objectPath(deployments, named)).toBe("/apis/apps/v1/namespaces/mcp/deployments/web");
    expect(collectionPath(deployments)).toBe("/apis/apps/v1/namespaces/default/deployments");
    expect(objectPath(nodes, named)).toBe("/api/v1/nodes/web");
    const node = { apiVersion: "v1", kind: "Node", metadata: named };
    expect(inItsScope(node, nodes).metadata).toEqual({ name: "web" });
  });
});
