import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NAME, Yard } from "./yard";

let yard: Yard;

beforeEach(() => {
  yard = new Yard();
});

afterEach(() => yard.close());

describe("the registry", () => {
  const pushed = async () => {
    const inputs = await yard.checked();
    return { id: NAME, inputs, outputs: await yard.create(inputs) };
  };
  const invoke = async (name: string) => {
    const call = { preview: false, signal: new AbortController().signal };
    return await yard.plugin.invokes?.["docker:index/getRegistryImage:getRegistryImage"]?.({}, { name }, call);
  };

  test("tells the digest of what was pushed, and refuses the rest", async () => {
    const { outputs } = await pushed();
    const digest = String(outputs.repoDigest).split("@")[1];
    expect((await invoke(NAME))?.outputs.sha256Digest).toBe(digest);
    expect((await invoke(String(outputs.repoDigest)))?.outputs.sha256Digest).toBe(digest);
    await expect(invoke("registry.example.com/team/app:v2")).rejects.toThrow("404 Not Found");
  });

  test("shows a tag that was moved or removed behind Pulumi's back, and gets it back", async () => {
    const image = yard.kindOf();
    const known = await pushed();
    expect(await image.read({}, NAME, known, yard.callOf())).toEqual(known);
    const moved = `sha256:${"f".repeat(64)}`;
    yard.world.collection("docker.image").put(NAME, { digest: moved });
    const read = await image.read({}, NAME, known, yard.callOf());
    if (read === undefined) throw new Error("gone");
    expect(read.outputs.repoDigest).toBe(`registry.example.com/team/app@${moved}`);
    expect((await image.diff({}, read, known.inputs, yard.callOf(true))).changes).toEqual({ repoDigest: "update" });
    expect((await image.update({}, read, known.inputs, yard.callOf())).repoDigest).toBe(known.outputs.repoDigest);
    yard.world.collection("docker.image").delete(NAME);
    expect(await image.read({}, NAME, known, yard.callOf())).toBeUndefined();
  });

  test("is left empty by a renamed and then deleted image, and a second deletion", async () => {
    const known = await pushed();
    const inputs = { ...known.inputs, imageName: "registry.example.com/team/other:v1" };
    const outputs = await yard.kindOf().update({}, known, inputs, yard.callOf());
    expect(yard.world.collection("docker.image").list()).toHaveLength(1);
    await yard.kindOf().delete({}, { id: NAME, inputs, outputs }, yard.callOf());
    await yard.kindOf().delete({}, { id: NAME, inputs, outputs }, yard.callOf());
    expect(yard.world.counts()).toEqual({});
  });

  test("serves RemoteImage and RegistryImage", async () => {
    await pushed();
    const remote = yard.kindOf("docker:index/remoteImage:RemoteImage");
    const digest = String((await invoke(NAME))?.outputs.sha256Digest);
    const { outputs, id } = await remote.create({}, { name: NAME }, yard.callOf());
    expect(outputs.repoDigest).toBe(`registry.example.com/team/app@${digest}`);
    expect(id).toBe(`${String(outputs.imageId)}${NAME}`);
    expect((await remote.create({}, { name: "redis:7" }, yard.callOf())).outputs.repoDigest).toMatch(
      /library\/redis@sha256:/,
    );
    const missing = remote.create({}, { name: "registry.example.com/team/app:none" }, yard.callOf());
    await expect(missing).rejects.toThrow("manifest unknown");

    const registryImage = yard.kindOf("docker:index/registryImage:RegistryImage");
    const inputs = { name: "registry.example.com/team/tool:v1" };
    const made = await registryImage.create({}, inputs, yard.callOf());
    const existing = { id: made.id, inputs, outputs: made.outputs };
    expect((await registryImage.read({}, made.id, existing, yard.callOf()))?.outputs.sha256Digest).toBe(made.id);
    const replaced = await registryImage.diff({}, existing, { ...inputs, triggers: { at: "1" } }, yard.callOf());
    expect(replaced.changes).toEqual({ triggers: "add-replace" });
    await registryImage.delete({}, existing, yard.callOf());
    expect(await registryImage.read({}, made.id, existing, yard.callOf())).toBeUndefined();
  });
});
