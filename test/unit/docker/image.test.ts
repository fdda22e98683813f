import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SandboxContext } from "../../../sandbox/context";
import type { EngineEnvironment } from "../../../sandbox/docker/engine";
import { dockerPlugin } from "../../../sandbox/docker/plugin";
import { type Call, type Plugin, type Props, UNKNOWN } from "../../../sandbox/plugin/types";
import { VirtualClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { World } from "../../../sandbox/world/world";

const NAME = "registry.example.com/team/app:v1";
let folder: string;
let world: World;
let said: string[];
let plugin: Plugin<EngineEnvironment>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "docker-"));
  mkdirSync(join(folder, "app"));
  writeFileSync(join(folder, "app", "Dockerfile"), "FROM scratch\nCOPY . .\n");
  writeFileSync(join(folder, "app", "main"), "one");
  world = new World(join(folder, "world"));
  plugin = dockerPlugin(contextOf(), folder);
  said = [];
  installDocker("exit 1"); // No engine, whatever this machine has.
});

afterEach(() => vi.unstubAllEnvs());

function contextOf(accounts: Record<string, string> = {}): SandboxContext {
  const clock = new VirtualClock();
  const port = async () => 0;
  return {
    folder,
    world,
    clock,
    faults: new Faults(clock),
    accounts,
    programs: {},
    port,
    network: "127.0.0",
    log: () => undefined,
  };
}

/** Puts a program `docker` of these shell lines before every other. */
function installDocker(script: string): void {
  const bin = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(bin, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, "docker"), 0o755);
  vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
}

function callOf(preview = false): Call {
  const say = (_severity: string, line: string) => said.push(line);
  return {
    urn: "urn",
    type: "docker:index/image:Image",
    name: "app",
    preview,
    signal: new AbortController().signal,
    say,
  };
}

function kindOf(type = "docker:index/image:Image") {
  const kind = plugin.resources[type];
  if (kind?.check === undefined) throw new Error(`no ${type}`);
  return { ...kind, check: kind.check };
}

async function check(inputs: Props) {
  return await kindOf().check({}, inputs, undefined, callOf(true));
}

async function checked(more: Props = {}): Promise<Props> {
  const build = { context: "app", platform: "linux/amd64" };
  const { inputs, mistakes } = await check({ imageName: NAME, build, ...more });
  expect(mistakes).toEqual([]);
  return inputs;
}

async function create(inputs: Props, preview = false): Promise<Props> {
  return (await kindOf().create({}, inputs, callOf(preview))).outputs;
}

describe("an image without an engine", () => {
  test("has the hash of its context as digest, in the preview already, and says so", async () => {
    const inputs = await checked();
    const planned = await create(inputs, true);
    expect(planned.repoDigest).toMatch(/^registry\.example\.com\/team\/app@sha256:[0-9a-f]{64}$/);
    expect(world.counts()).toEqual({});
    const outputs = await create(inputs);
    expect(outputs).toMatchObject({ imageName: NAME, baseImageName: NAME, context: "app", dockerfile: "Dockerfile" });
    expect(outputs.repoDigest).toBe(planned.repoDigest);
    const line = `No Docker engine answers, so ${NAME} is not built: its digest is the hash of its build context.`;
    expect(said).toEqual([line, line]);
  });

  test("has another digest for other content, arguments, target or platform", async () => {
    const digests = [await create(await checked(), true)];
    const build = { context: "app", platform: "linux/amd64" };
    for (const more of [{ args: { A: "1" } }, { target: "t" }, { platform: "linux/arm64" }]) {
      digests.push(await create(await checked({ build: { ...build, ...more } }), true));
    }
    writeFileSync(join(folder, "app", "main"), "two");
    digests.push(await create(await checked(), true));
    expect(new Set(digests.map(({ repoDigest }) => repoDigest)).size).toBe(5);
  });

  test("is changed by a changed file, and not by new credentials", async () => {
    const registry = { server: "registry.example.com", username: "u" };
    const inputs = await checked({ registry: { ...registry, password: "old" } });
    const olds = { id: NAME, inputs, outputs: await create(inputs) };
    const diff = async (news: Props) => (await kindOf().diff({}, olds, news, callOf(true))).changes;
    expect(await diff(await checked({ registry: { ...registry, password: "new", username: "v" } }))).toEqual({});
    expect(await diff(await checked({ registry: { ...registry, password: "old", server: "other" } }))).toEqual({
      "registry.server": "update",
    });
    writeFileSync(join(folder, "app", "main"), "two");
    expect(await diff(await checked({ registry: { ...registry, password: "old" } }))).toEqual({
      "build.contextDigest": "update",
    });
  });

  test("isn't known where its inputs aren't", async () => {
    const unknown = await checked({ build: { context: UNKNOWN, platform: "linux/amd64" } });
    expect((await create(unknown, true)).repoDigest).toBe(UNKNOWN);
    expect((await create(await checked({ imageName: UNKNOWN }), true)).repoDigest).toBe(UNKNOWN);
    expect((await create(await checked({ build: UNKNOWN }), true)).repoDigest).toBe(UNKNOWN);
  });

  test("that is not pushed has only an id", async () => {
    const outputs = await create(await checked({ imageName: "app", skipPush: true }));
    expect(outputs.repoDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(world.counts()).toEqual({});
  });

  test("is for this machine's platform where none is named, and says so", async () => {
    const { inputs } = await check({ imageName: NAME, build: { context: "app" } });
    expect(inputs.build).toMatchObject({ platform: expect.stringMatching(/^linux\//) });
    expect(said[0]).toContain("Building your image for linux/");
  });
});

describe("mistakes in an image", () => {
  test("are a context or a Dockerfile that isn't there, with what to try", async () => {
    const reason = async (build: Props) => (await check({ imageName: NAME, build })).mistakes.map((one) => one.reason);
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
    const properties = async (inputs: Props) => (await check(inputs)).mistakes.map(({ property }) => property);
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
    plugin = dockerPlugin(contextOf({ "container-registry-token": "right-token" }), folder);
    const registry = { server: "registry.example.com", username: "u" };
    await expect(create(await checked({ registry: { ...registry, password: "wrong-token" } }))).rejects.toThrow(
      `error pushing image ${NAME}: denied: incorrect username or password`,
    );
    await expect(create(await checked())).rejects.toThrow("unauthorized: authentication required");
    await create(await checked({ registry: { ...registry, password: "right-token" } }));
    expect(world.counts()).toEqual({ "docker.image": 1 });
  });
});

describe("the registry", () => {
  const pushed = async () => {
    const inputs = await checked();
    return { id: NAME, inputs, outputs: await create(inputs) };
  };
  const invoke = async (name: string) => {
    const call = { preview: false, signal: new AbortController().signal };
    return await plugin.invokes?.["docker:index/getRegistryImage:getRegistryImage"]?.({}, { name }, call);
  };

  test("tells the digest of what was pushed, and refuses the rest", async () => {
    const { outputs } = await pushed();
    const digest = String(outputs.repoDigest).split("@")[1];
    expect((await invoke(NAME))?.outputs.sha256Digest).toBe(digest);
    expect((await invoke(String(outputs.repoDigest)))?.outputs.sha256Digest).toBe(digest);
    await expect(invoke("registry.example.com/team/app:v2")).rejects.toThrow("404 Not Found");
  });

  test("shows a tag that was moved or removed behind Pulumi's back, and gets it back", async () => {
    const image = kindOf();
    const known = await pushed();
    expect(await image.read({}, NAME, known, callOf())).toEqual(known);
    const moved = `sha256:${"f".repeat(64)}`;
    world.collection("docker.image").put(NAME, { digest: moved });
    const read = await image.read({}, NAME, known, callOf());
    if (read === undefined) throw new Error("gone");
    expect(read.outputs.repoDigest).toBe(`registry.example.com/team/app@${moved}`);
    expect((await image.diff({}, read, known.inputs, callOf(true))).changes).toEqual({ repoDigest: "update" });
    expect((await image.update({}, read, known.inputs, callOf())).repoDigest).toBe(known.outputs.repoDigest);
    world.collection("docker.image").delete(NAME);
    expect(await image.read({}, NAME, known, callOf())).toBeUndefined();
  });

  test("is left empty by a renamed and then deleted image, and a second deletion", async () => {
    const known = await pushed();
    const inputs = { ...known.inputs, imageName: "registry.example.com/team/other:v1" };
    const outputs = await kindOf().update({}, known, inputs, callOf());
    expect(world.collection("docker.image").list()).toHaveLength(1);
    await kindOf().delete({}, { id: NAME, inputs, outputs }, callOf());
    await kindOf().delete({}, { id: NAME, inputs, outputs }, callOf());
    expect(world.counts()).toEqual({});
  });

  test("serves RemoteImage and RegistryImage", async () => {
    await pushed();
    const remote = kindOf("docker:index/remoteImage:RemoteImage");
    const digest = String((await invoke(NAME))?.outputs.sha256Digest);
    const { outputs, id } = await remote.create({}, { name: NAME }, callOf());
    expect(outputs.repoDigest).toBe(`registry.example.com/team/app@${digest}`);
    expect(id).toBe(`${String(outputs.imageId)}${NAME}`);
    expect((await remote.create({}, { name: "redis:7" }, callOf())).outputs.repoDigest).toMatch(
      /library\/redis@sha256:/,
    );
    const missing = remote.create({}, { name: "registry.example.com/team/app:none" }, callOf());
    await expect(missing).rejects.toThrow("manifest unknown");

    const registryImage = kindOf("docker:index/registryImage:RegistryImage");
    const inputs = { name: "registry.example.com/team/tool:v1" };
    const made = await registryImage.create({}, inputs, callOf());
    const existing = { id: made.id, inputs, outputs: made.outputs };
    expect((await registryImage.read({}, made.id, existing, callOf()))?.outputs.sha256Digest).toBe(made.id);
    const replaced = await registryImage.diff({}, existing, { ...inputs, triggers: { at: "1" } }, callOf());
    expect(replaced.changes).toEqual({ triggers: "add-replace" });
    await registryImage.delete({}, existing, callOf());
    expect(await registryImage.read({}, made.id, existing, callOf())).toBeUndefined();
  });
});

describe("an image with an engine", () => {
  const ID = `sha256:${"e".repeat(64)}`;
  const engine = (more = "") => `
case "$1" in
  version) echo 29.0.0 ;;
  build) printf '%s\\n' "$@" > "${folder}/arguments"; env > "${folder}/environment"; echo "step 1/2"; ${more}
    while [ "$1" != --iidfile ]; do shift; done; printf '${ID}' > "$2" ;;
esac`;

  test("is really built, and its id is its digest", async () => {
    installDocker(engine());
    const build = { context: "app", platform: "linux/amd64", target: "final", args: { TOKEN: "hush-hush" } };
    const outputs = await create(await checked({ build }));
    expect(outputs.repoDigest).toBe(`registry.example.com/team/app@${ID}`);
    expect(said).toEqual(["step 1/2"]);
    const args = readFileSync(join(folder, "arguments"), "utf8").trim().split("\n");
    expect(args).toEqual(
      ["build", "--file", join(folder, "app", "Dockerfile"), "--tag", NAME, "--iidfile", args[6]].concat([
        "--build-arg",
        "TOKEN",
        "--target",
        "final",
        "--platform",
        "linux/amd64",
        join(folder, "app"),
      ]),
    );
    expect(readFileSync(join(folder, "environment"), "utf8")).toContain("TOKEN=hush-hush");
  });

  test("isn't known in a preview, unless the program wants it built there", async () => {
    installDocker(engine());
    expect((await create(await checked(), true)).repoDigest).toBe(UNKNOWN);
    expect((await create(await checked({ buildOnPreview: true }), true)).repoDigest).toContain(ID);
    expect(world.counts()).toEqual({});
  });

  test("fails with what the build wrote", async () => {
    installDocker(engine("echo 'no such base image' >&2; exit 1;"));
    await expect(create(await checked())).rejects.toThrow(/exit status 1:\n(.*\n)*no such base image/);
    expect(world.counts()).toEqual({});
  });
});

test("the stand-in of docker is as new as the installed SDK", () => {
  const manifest = readFileSync(require.resolve("@pulumi/docker/package.json"), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: plugin.version });
});
