import { KubeConfig } from "@kubernetes/client-node";
import { beforeAll, expect, test } from "vitest";
import { type Connection, connectCluster, type Settings } from "../../../sandbox/kubernetes/resource/connection";
import { resourceKind } from "../../../sandbox/kubernetes/resource/kind";
import { type Call, FileTree } from "../../../sandbox/plugin/types";

const SETTINGS: Settings = {
  enablePatchForce: false,
  enableConfigMapMutable: false,
  enableSecretMutable: false,
  upsertExistingObjects: false,
  deleteUnreachable: false,
  skipUpdateUnreachable: false,
};
const INPUTS = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "mcp" } };
const KNOWN = { id: "mcp/settings", inputs: INPUTS, outputs: INPUTS };
const settings = resourceKind("kubernetes:core/v1:ConfigMap");

function call(preview = false): Call {
  const type = "kubernetes:core/v1:ConfigMap";
  const urn = `urn:pulumi:local::sophia-infra::${type}::settings`;
  return { urn, type, name: "settings", preview, signal: new AbortController().signal, say: () => undefined };
}

let cluster: Connection["cluster"];
beforeAll(async () => {
  const config = new KubeConfig();
  // Port 1 on loopback: nothing listens there.
  config.loadFromClusterAndUser({ name: "c", server: "https://127.0.0.1:1", skipTLSVerify: true }, { name: "u" });
  cluster = await connectCluster(config);
});

function connection(changed: Partial<Settings> = {}): Connection {
  return { cluster, namespace: "default", settings: { ...SETTINGS, ...changed } };
}

test("a cluster that does not answer is named, with what can be done", async () => {
  const reason = /API server https:\/\/127\.0\.0\.1:1 does not answer: .*ECONNREFUSED.*npm run sophia status/;
  await expect(settings.create(connection(), INPUTS, call())).rejects.toThrow(reason);
  await expect(settings.read(connection(), KNOWN.id, KNOWN, call())).rejects.toThrow(reason);
  await expect(settings.delete(connection(), KNOWN, call())).rejects.toThrow(reason);
});

test("a preview does without it", async () => {
  const { outputs } = await settings.create(connection(), INPUTS, call(true));
  expect(outputs).toMatchObject({ kind: "ConfigMap", metadata: { name: "settings" } });
  const checked = await settings.check?.(connection(), { metadata: { name: "a" } }, undefined, call());
  expect(checked).toMatchObject({ inputs: { metadata: { name: "a", namespace: "default" } }, mistakes: [] });
});

test("its objects are forgotten, or left as they are known, where the provider says so", async () => {
  const forgetting = connection({ deleteUnreachable: true });
  expect(await settings.read(forgetting, KNOWN.id, KNOWN, call())).toBeUndefined();
  await settings.delete(forgetting, KNOWN, call());
  expect(await settings.read(connection({ skipUpdateUnreachable: true }), KNOWN.id, KNOWN, call())).toBe(KNOWN);
});

test("the new one goes first, unless it needs the old one's name", async () => {
  const named = (name: string, annotations = {}) => ({
    ...INPUTS,
    metadata: { ...INPUTS.metadata, name, annotations },
    data: { a: "2" },
  });
  const before = (inputs: typeof INPUTS) => settings.diff(connection(), KNOWN, inputs, call());
  expect(await before(named("settings"))).toMatchObject({ deleteBeforeReplace: true });
  expect(await before(named("other"))).toMatchObject({ deleteBeforeReplace: false });
  const autonamed = named("settings", { "pulumi.com/autonamed": "true" });
  expect(await before(autonamed)).toMatchObject({ deleteBeforeReplace: false });
});

test("an asset in an object is a mistake", async () => {
  const data = { a: new FileTree(new Map(), {}) };
  const checked = await settings.check?.(connection(), { metadata: { name: "a" }, data }, undefined, call());
  expect(checked?.mistakes).toEqual([
    { property: "data", reason: "holds an asset or archive, which no Kubernetes object can" },
  ]);
});

test("a Secret's data is secret, whatever the program made of it", () => {
  expect(resourceKind("kubernetes:core/v1:Secret").secretOutputs).toEqual(["data", "stringData"]);
  expect(settings.secretOutputs).toEqual([]);
});
