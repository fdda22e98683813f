import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandPlugin } from "../../sandbox/command/plugin";
import { dockerPlugin } from "../../sandbox/docker/plugin";
import { VirtualClock } from "../../sandbox/world/clock";
import { Faults } from "../../sandbox/world/faults";
import { World } from "../../sandbox/world/world";
import { newKeyPair, SshHost } from "../unit/command/sshHost";
import { EngineStack, serving } from "../unit/plugin/engineStack";

const SECRETS = {
  local: "whisper-of-the-local",
  command: "whisper-in-the-command",
  registry: "whisper-to-the-registry",
};
const key = newKeyPair();
const folder = mkdtempSync(join(tmpdir(), "vendors-"));
const world = new World(join(folder, "world"));
const host = new SshHost(folder, { publicKey: key.publicKey });
let stack: EngineStack;

beforeAll(async () => {
  mkdirSync(join(folder, "app"));
  writeFileSync(join(folder, "app", "Dockerfile"), "FROM scratch\n");
  await host.start();
  const clock = new VirtualClock();
  const faults = new Faults(clock);
  const accounts = { "container-registry-token": SECRETS.registry };
  const rest = { programs: {}, network: "127.0.0", port: async () => 0, log: () => undefined };
  const context = { folder, world, clock, faults, accounts, ...rest };
  // An engine on this machine would have to fetch base images.
  process.env.DOCKER_HOST = "tcp://127.0.0.1:1";
  stack = await EngineStack.open(faults, serving(commandPlugin(folder)), serving(dockerPlugin(context, folder)));
});

afterAll(async () => {
  await stack.close();
  host.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function program(): Promise<Record<string, unknown>> {
  const local = new command.local.Command(
    "local",
    {
      create: 'printf made > made.txt; printf "for %s" "$WHO"',
      delete: "mv made.txt unmade.txt",
      environment: { WHO: pulumi.secret(SECRETS.local) },
      archivePaths: ["*.txt"],
      logging: "none",
    },
    { additionalSecretOutputs: ["stdout"] },
  );
  const hidden = new command.local.Command("hidden", { create: pulumi.secret(`true ${SECRETS.command}; echo done`) });
  const connection = { host: "127.0.0.1", port: host.port, privateKey: key.openssh, hostKey: host.key.publicKey };
  const remote = new command.remote.Command("remote", {
    connection,
    create: "cat made.txt",
    triggers: [local.archive],
  });
  const image = new docker.Image("image", {
    imageName: "registry.example.com/team/app:v1",
    build: { context: "app", dockerfile: "app/Dockerfile", platform: "linux/amd64" },
    registry: { server: "registry.example.com", username: "team", password: pulumi.secret(SECRETS.registry) },
  });
  return { local: local.stdout, hidden: hidden.stdout, remote: remote.stdout, image: image.repoDigest };
}

test("commands and images live a whole life on the real engine, with Pulumi's own SDKs", async () => {
  const planned = await stack.run("preview", program);
  const digest = /registry\.example\.com\/team\/app@sha256:[0-9a-f]{64}/.exec(planned.output)?.[0];
  expect(digest).toBeDefined();
  expect(existsSync(join(folder, "made.txt"))).toBe(false);

  const { outputs, output } = await stack.run("up", program);
  expect(outputs).toEqual({ local: `for ${SECRETS.local}`, hidden: "done", remote: "made", image: digest });
  expect(output).toContain("No Docker engine answers");
  for (const secret of [...Object.values(SECRETS), key.openssh.split("\n")[2] ?? ""]) {
    expect(stack.stateText).not.toContain(secret);
    expect(output).not.toContain(secret);
  }

  const again = await stack.run("preview", program);
  expect([...new Set([...again.steps.values()].map(({ op }) => op))]).toEqual(["same"]);
  expect((await stack.run("refresh")).output).toMatch(/5 unchanged/);

  writeFileSync(join(folder, "app", "new"), "");
  const changed = await stack.run("preview", program);
  expect(changed.steps.get("image")?.detailedDiff).toEqual({
    "build.contextDigest": { diffKind: "update", inputDiff: true },
  });
  await stack.run("destroy");
  expect(readFileSync(join(folder, "unmade.txt"), "utf8")).toBe("made");
  expect(world.counts()).toEqual({});
});
