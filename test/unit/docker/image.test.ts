import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Props, UNKNOWN } from "../../../sandbox/plugin/types";
import { NAME, Yard } from "./yard";

let yard: Yard;

beforeEach(() => {
  yard = new Yard();
});

afterEach(() => yard.close());

describe("an image without an engine", () => {
  test("has the hash of its context as digest, in the preview already, and says so", async () => {
    const inputs = await yard.checked();
    const planned = await yard.create(inputs, true);
    expect(planned.repoDigest).toMatch(/^registry\.example\.com\/team\/app@sha256:[0-9a-f]{64}$/);
    expect(yard.world.counts()).toEqual({});
    const outputs = await yard.create(inputs);
    expect(outputs).toMatchObject({ imageName: NAME, baseImageName: NAME, context: "app", dockerfile: "Dockerfile" });
    expect(outputs.repoDigest).toBe(planned.repoDigest);
    const line = `No Docker engine answers, so ${NAME} is not built: its digest is the hash of its build context.`;
    expect(yard.said).toEqual([line, line]);
  });

  test("has another digest for other content, arguments, target or platform", async () => {
    const digests = [await yard.create(await yard.checked(), true)];
    const build = { context: "app", platform: "linux/amd64" };
    for (const more of [{ args: { A: "1" } }, { target: "t" }, { platform: "linux/arm64" }]) {
      digests.push(await yard.create(await yard.checked({ build: { ...build, ...more } }), true));
    }
    yard.write("main", "two");
    digests.push(await yard.create(await yard.checked(), true));
    expect(new Set(digests.map(({ repoDigest }) => repoDigest)).size).toBe(5);
  });

  test("is changed by a changed file, and not by new credentials", async () => {
    const registry = { server: "registry.example.com", username: "u" };
    const inputs = await yard.checked({ registry: { ...registry, password: "old" } });
    const olds = { id: NAME, inputs, outputs: await yard.create(inputs) };
    const diff = async (news: Props) => (await yard.kindOf().diff({}, olds, news, yard.callOf(true))).changes;
    expect(await diff(await yard.checked({ registry: { ...registry, password: "new", username: "v" } }))).toEqual({});
    expect(await diff(await yard.checked({ registry: { ...registry, password: "old", server: "other" } }))).toEqual({
      "registry.server": "update",
    });
    yard.write("main", "two");
    expect(await diff(await yard.checked({ registry: { ...registry, password: "old" } }))).toEqual({
      "build.contextDigest": "update",
    });
  });

  test("isn't known where its inputs aren't", async () => {
    const unknown = await yard.checked({ build: { context: UNKNOWN, platform: "linux/amd64" } });
    expect((await yard.create(unknown, true)).repoDigest).toBe(UNKNOWN);
    expect((await yard.create(await yard.checked({ imageName: UNKNOWN }), true)).repoDigest).toBe(UNKNOWN);
    expect((await yard.create(await yard.checked({ build: UNKNOWN }), true)).repoDigest).toBe(UNKNOWN);
  });

  test("that is not pushed has only an id", async () => {
    const outputs = await yard.create(await yard.checked({ imageName: "app", skipPush: true }));
    expect(outputs.repoDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(yard.world.counts()).toEqual({});
  });

  test("is for this machine's platform where none is named, and says so", async () => {
    const { inputs } = await yard.check({ imageName: NAME, build: { context: "app" } });
    expect(inputs.build).toMatchObject({ platform: expect.stringMatching(/^linux\//) });
    expect(yard.said[0]).toContain("Building your image for linux/");
  });
});

describe("mistakes in an image", () => {
  test("are a context or a Dockerfile that isn't there, with what to try", async () => {
    const reason = async (build: Props) =>
      (await yard.check({ imageName: NAME, build })).mistakes.map((one) => one.reason);
    expect(await reason({ context: "missing" })).toEqual(['unable to prepare context: path "missing" not found']);
    expect(await reason({ context: "app", dockerfile: "app/Other" })).toEqual([
      "could not open dockerfile at path app/Other: no such file",
    ]);
    expect(await reason({ context: "app", dockerfile: "Dockerfile" })).toEqual([
      'could not open dockerfile at path Dockerfile. It is relative to the project: try setting dockerfile to "app/Dockerfile"',
    ]);
  });

  test("are a name that isn't written out, unless it stays here, and inputs that there aren't", async () => {
    const build = { context: "app", platform: "linux/amd64" };
    const properties = async (inputs: Props) => (await yard.check(inputs)).mistakes.map(({ property }) => property);
    expect(await properties({ imageName: "team/app", build })).toEqual(["imageName"]);
    expect(await properties({ imageName: "team/app", build, skipPush: true })).toEqual([]);
    const cached = { ...build, cacheFrom: { images: ["app"] } };
    expect(await properties({ imageName: "team/app", build: cached, skipPush: true })).toEqual([
      "imageName",
      "build.cacheFrom.images",
    ]);
    const wrong = { imageName: "Team/App", build: { ...build, dockerFile: "x" } };
    expect(await properties(wrong)).toEqual(["imageName", "build.dockerFile"]);
  });

  test("are a password that the registry doesn't take", async () => {
    yard.plugin = yard.pluginFor({ "container-registry-token": "right-token" });
    const registry = { server: "registry.example.com", username: "u" };
    await expect(
      yard.create(await yard.checked({ registry: { ...registry, password: "wrong-token" } })),
    ).rejects.toThrow(`error pushing image ${NAME}: denied: incorrect username or password`);
    await expect(yard.create(await yard.checked())).rejects.toThrow("unauthorized: authentication required");
    await yard.create(await yard.checked({ registry: { ...registry, password: "right-token" } }));
    expect(yard.world.counts()).toEqual({ "docker.image": 1 });
  });
});

test("the stand-in of docker is as new as the installed SDK", () => {
  const manifest = readFileSync(require.resolve("@pulumi/docker/package.json"), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: yard.plugin.version });
});
