import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import * as kubernetes from "@pulumi/kubernetes";
import { LocalWorkspace, PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import type { SandboxContext } from "../../sandbox/context";
import { ClusterApi } from "../../sandbox/kubernetes/api";
import { type ControlPlane, startControlPlane } from "../../sandbox/kubernetes/controlPlane";
import { kubernetesPlugin } from "../../sandbox/kubernetes/plugin";
import { type ServedPlugin, servePlugin } from "../../sandbox/plugin/server";
import { Ports } from "../../sandbox/ports";
import { FastClock } from "../../sandbox/world/clock";
import { Faults } from "../../sandbox/world/faults";
import { World } from "../../sandbox/world/world";
import { obtain } from "../../toolchain/obtain";

const PROGRAMS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"];

/** What an operation of the engine has done, and said. */
export interface Done {
  readonly counts: Readonly<Record<string, number>>;
  readonly text: string;
  /** Undefined where it went well. */
  readonly error: string | undefined;
}

/** A control plane, our plugin, and the real engine with programs of the test's own. */
export class ClusterRehearsal {
  readonly faults = new Faults(new FastClock(1));

  private constructor(
    readonly folder: string,
    readonly context: SandboxContext,
    readonly controlPlane: ControlPlane,
    readonly api: ClusterApi,
    private readonly served: ServedPlugin,
    private readonly pulumi: string,
  ) {}

  static async start(): Promise<ClusterRehearsal> {
    const folder = mkdtempSync(join(tmpdir(), "kubernetes-"));
    const programs = await obtain(["pulumi", ...PROGRAMS], (line) => console.log(line));
    const context = contextIn(folder, programs);
    const controlPlane = await startControlPlane(context);
    const { faults } = context;
    const served = await servePlugin(kubernetesPlugin(context), { faults, log: context.log, folder });
    const config = new KubeConfig();
    config.loadFromFile(join(folder, "kubeconfig"));
    const api = await ClusterApi.connect(config);
    return new ClusterRehearsal(folder, context, controlPlane, api, served, programs.pulumi ?? "pulumi");
  }

  async stop(): Promise<void> {
    this.api.close();
    await this.served.close();
    await this.controlPlane.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get kubeconfig(): string {
    return readFileSync(join(this.folder, "kubeconfig"), "utf8");
  }

  /** A stack whose program gets the provider of the cluster. */
  async stack(name: string, program: (provider: kubernetes.Provider) => unknown): Promise<StackRehearsal> {
    const project = join(this.folder, "stacks", name);
    mkdirSync(join(project, "bin"), { recursive: true });
    symlinkSync(this.pulumi, join(project, "bin", "pulumi"));
    const run: PulumiFn = async () => {
      const provider = new kubernetes.Provider("cluster", { kubeconfig: this.kubeconfig });
      return program(provider) as Promise<Record<string, unknown>>;
    };
    const envVars = {
      PATH: [dirname(this.pulumi), process.env.PATH].join(delimiter),
      PULUMI_HOME: project,
      PULUMI_BACKEND_URL: `file://${project}`,
      PULUMI_CONFIG_PASSPHRASE: "rehearsal",
      PULUMI_DEBUG_PROVIDERS: `kubernetes:${this.served.port}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const pulumiCommand = await PulumiCommand.get({ root: project });
    const args = { stackName: name, projectName: "kubernetes-rehearsal", program: run };
    return new StackRehearsal(
      await LocalWorkspace.createOrSelectStack(args, { workDir: project, envVars, pulumiCommand }),
    );
  }
}

/** One stack; its operations tell what they did instead of throwing. */
export class StackRehearsal {
  constructor(private readonly stack: Stack) {}

  preview(): Promise<Done> {
    return this.run(async (onOutput) => (await this.stack.preview({ onOutput, diff: true })).changeSummary);
  }

  up(): Promise<Done> {
    return this.run(async (onOutput) => (await this.stack.up({ onOutput })).summary.resourceChanges);
  }

  refresh(): Promise<Done> {
    return this.run(async (onOutput) => (await this.stack.refresh({ onOutput })).summary.resourceChanges);
  }

  destroy(): Promise<Done> {
    return this.run(async (onOutput) => (await this.stack.destroy({ onOutput })).summary.resourceChanges);
  }

  /** The state's resource of that name in the program. */
  async resource(name: string): Promise<Record<string, unknown>> {
    const { deployment } = await this.stack.exportStack();
    const found = deployment.resources.find(({ urn }: { urn: string }) => urn.endsWith(`::${name}`));
    if (found === undefined) throw new Error(`the state has no ${name}`);
    return found;
  }

  private async run(
    work: (onOutput: (text: string) => void) => Promise<Record<string, number | undefined> | undefined>,
  ): Promise<Done> {
    let text = "";
    try {
      const counts = await work((part) => {
        text += part;
      });
      return { counts: (counts ?? {}) as Record<string, number>, text, error: undefined };
    } catch (error) {
      return { counts: {}, text, error: String(error) };
    }
  }
}

function contextIn(folder: string, programs: Readonly<Record<string, string>>): SandboxContext {
  const ports = new Ports(folder);
  const clock = new FastClock(1);
  return {
    folder,
    world: new World(join(folder, "world")),
    clock,
    faults: new Faults(clock),
    accounts: {},
    programs,
    network: ports.network,
    port: (purpose) => ports.port(purpose),
    log: (line) => console.log(line),
  };
}
