import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import type { SandboxContext } from "../../sandbox/context";
import { ClusterApi } from "../../sandbox/kubernetes/api";
import { type ControlPlane, startControlPlane } from "../../sandbox/kubernetes/controlPlane";
import { kubernetesPlugin } from "../../sandbox/kubernetes/plugin";
import { type ServedPlugin, servePlugin } from "../../sandbox/plugin/server";
import { Ports } from "../../sandbox/ports";
import { endOrphans } from "../../sandbox/processes";
import { FastClock } from "../../sandbox/world/clock";
import { Faults } from "../../sandbox/world/faults";
import { World } from "../../sandbox/world/world";
import { obtain } from "../../toolchain/obtain";
import { type ClusterProgram, PROJECT, StackRehearsal } from "./clusterStack";

const PROGRAMS = ["pulumi", "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"];

const PREFIX = join(tmpdir(), "sophia-kubernetes-");

/** A control plane, our plugin, and the real engine with programs of the test's own. */
export class ClusterRehearsal {
  private constructor(
    readonly context: SandboxContext,
    readonly api: ClusterApi,
    public controlPlane: ControlPlane,
    private readonly served: ServedPlugin,
  ) {}

  static async start(): Promise<ClusterRehearsal> {
    await sweep();
    const context = contextIn(mkdtempSync(PREFIX), await obtain(PROGRAMS, () => undefined));
    const { folder, faults, log } = context;
    const controlPlane = await startControlPlane(context);
    const served = await servePlugin(kubernetesPlugin(context), { faults, log, folder });
    const config = new KubeConfig();
    config.loadFromFile(join(folder, "kubeconfig"));
    return new ClusterRehearsal(context, await ClusterApi.connect(config), controlPlane, served);
  }

  async stop(): Promise<void> {
    this.api.close();
    await this.served.close();
    await this.controlPlane.stop();
    rmSync(this.context.folder, { recursive: true, force: true });
  }

  /** Stops the control plane, and starts it from the same folder. */
  async restart(): Promise<void> {
    await this.controlPlane.stop();
    this.controlPlane = await startControlPlane(this.context);
  }

  get kubeconfig(): string {
    return readFileSync(join(this.context.folder, "kubeconfig"), "utf8");
  }

  /** A change behind Pulumi's back, as kubectl would make it unless another `fieldManager` is given. */
  async patch(path: string, body: unknown, fieldManager = "kubectl-edit"): Promise<void> {
    await this.api.call("PATCH", path, {
      body,
      query: { fieldManager },
      contentType: "application/strategic-merge-patch+json",
    });
  }

  /** A stack whose program gets the cluster's provider. */
  async stack(name: string, program: ClusterProgram): Promise<StackRehearsal> {
    const project = join(this.context.folder, "stacks", name);
    const { pulumi = "" } = this.context.programs;
    mkdirSync(join(project, "bin"), { recursive: true });
    symlinkSync(pulumi, join(project, "bin", "pulumi"));
    const envVars = {
      PATH: [dirname(pulumi), process.env.PATH].join(delimiter),
      PULUMI_HOME: project,
      PULUMI_BACKEND_URL: `file://${project}`,
      PULUMI_CONFIG_PASSPHRASE: "rehearsal",
      PULUMI_DEBUG_PROVIDERS: `kubernetes:${this.served.port}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const pulumiCommand = await PulumiCommand.get({ root: project });
    const args = { stackName: name, projectName: PROJECT, program: async () => undefined };
    const stack = await LocalWorkspace.createOrSelectStack(args, { workDir: project, envVars, pulumiCommand });
    return new StackRehearsal(stack, this.kubeconfig).runs(program);
  }
}

/** Ends what an interrupted test run left behind; what belongs to a running one stays. */
async function sweep(): Promise<void> {
  const folders = readdirSync(tmpdir()).map((name) => join(tmpdir(), name));
  for (const folder of folders.filter((path) => path.startsWith(PREFIX))) {
    if ((await endOrphans(folder)).length > 0) rmSync(folder, { recursive: true, force: true });
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
    log: () => undefined,
  };
}
