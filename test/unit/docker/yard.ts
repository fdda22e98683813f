import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, vi } from "vitest";
import type { EngineEnvironment } from "../../../sandbox/docker/engine";
import { dockerPlugin } from "../../../sandbox/docker/plugin";
import type { Call, Plugin, Props } from "../../../sandbox/plugin/types";
import { VirtualClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { World } from "../../../sandbox/world/world";

export const NAME = "registry.example.com/team/app:v1";

/** A folder with a build context `app`, a world, and the docker plugin on them. No engine answers until one is installed. */
export class Yard {
  readonly folder = mkdtempSync(join(tmpdir(), "docker-"));
  readonly world = new World(join(this.folder, "world"));
  /** Lines on the resource. */
  readonly said: string[] = [];
  plugin: Plugin<EngineEnvironment> = this.pluginFor({});

  constructor() {
    mkdirSync(join(this.folder, "app"));
    this.write("Dockerfile", "FROM scratch\nCOPY . .\n");
    this.write("main", "one");
    this.installDocker("exit 1"); // Whatever this machine has.
  }

  close(): void {
    vi.unstubAllEnvs();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The plugin as it is where the registry takes these accounts. */
  pluginFor(accounts: Record<string, string>): Plugin<EngineEnvironment> {
    const clock = new VirtualClock();
    const rest = { programs: {}, network: "127.0.0", port: async () => 0, log: () => undefined };
    const context = { folder: this.folder, world: this.world, clock, faults: new Faults(clock), accounts, ...rest };
    return dockerPlugin(context, this.folder);
  }

  /** Writes a file of the build context. */
  write(path: string, content: string): void {
    writeFileSync(join(this.folder, "app", path), content);
  }

  /** Puts a program `docker` of these shell lines before every other. */
  installDocker(script: string): void {
    const bin = mkdtempSync(join(this.folder, "bin-"));
    writeFileSync(join(bin, "docker"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, "docker"), 0o755);
    vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
  }

  callOf(preview = false): Call {
    const { signal } = new AbortController();
    const say = (_severity: string, line: string) => this.said.push(line);
    return { urn: "urn", type: "docker:index/image:Image", name: "app", preview, signal, say };
  }

  kindOf(type = "docker:index/image:Image") {
    const kind = this.plugin.resources[type];
    if (kind?.check === undefined) throw new Error(`no ${type}`);
    return { ...kind, check: kind.check };
  }

  async check(inputs: Props) {
    return await this.kindOf().check({}, inputs, undefined, this.callOf(true));
  }

  /** Checked inputs of an image of `app`, without a mistake. */
  async checked(more: Props = {}): Promise<Props> {
    const build = { context: "app", platform: "linux/amd64" };
    const { inputs, mistakes } = await this.check({ imageName: NAME, build, ...more });
    expect(mistakes).toEqual([]);
    return inputs;
  }

  async create(inputs: Props, preview = false): Promise<Props> {
    return (await this.kindOf().create({}, inputs, this.callOf(preview))).outputs;
  }
}
