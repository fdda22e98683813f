import { copyFileSync, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import type { Sandbox } from "../../sandbox/client";
import { ownerMarks } from "../../sandbox/processes";
import { unprotect } from "./configuration";
import { PROJECT, PROJECT_NAME, type RehearsalFolder } from "./folder";
import { settled } from "./pendingCreates";
import type { Programs } from "./programs";

/** What makes any `pulumi` on this machine work on the rehearsal, and on nothing else. No secret: the passphrase is a file. */
export function engineVariables(folder: RehearsalFolder, sandbox: Sandbox, programs: Programs): Record<string, string> {
  const folders = new Set(Object.values<string>(programs).map((path) => dirname(path)));
  // The dynamic providers' plugin and the pinned Node are inside npm packages.
  folders.add(join(PROJECT, "node_modules", "@pulumi", "pulumi"));
  folders.add(join(PROJECT, "node_modules", ".bin"));
  return {
    PATH: [...folders, ...(process.env.PATH ?? "").split(delimiter).filter((entry) => !folders.has(entry))].join(
      delimiter,
    ),
    PULUMI_HOME: folder.home,
    // Without the library's `.attrs` files beside the state: it writes them in place, so a kill can leave one cut off, and
    // with it a state that nobody can read ("failed to load checkpoint: EOF").
    PULUMI_BACKEND_URL: `file://${folder.backend}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: folder.passphraseFile,
    // Also gets round `environment:` in the committed stack file, which a file:// backend refuses.
    PULUMI_OPTION_CONFIG_FILE: folder.configFile,
    PULUMI_DEBUG_PROVIDERS: sandbox.address.plugins,
    // Else the engine looks for each vendor's plugin on the network at every run: 2 s each time.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    KUBECONFIG: sandbox.address.kubeconfig,
  };
}

export interface RunOptions {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
}

/** Pulumi's engine on one rehearsal. */
export class Engine {
  private constructor(
    private readonly stack: Stack,
    private readonly folder: RehearsalFolder,
  ) {}

  static async open(folder: RehearsalFolder, variables: Record<string, string>): Promise<Engine> {
    const envVars = { ...variables, ...(await ownerMarks(folder.path)) };
    // The Automation API looks for the CLI on this process's PATH.
    process.env.PATH = variables.PATH;
    if (!existsSync(folder.stateFile(PROJECT_NAME))) {
      copyFileSync(join(PROJECT, "Pulumi.yaml"), join(folder.project, "Pulumi.yaml"));
      await LocalWorkspace.createOrSelectStack({ stackName: folder.stack, workDir: folder.project }, { envVars });
    }
    const stack = await LocalWorkspace.selectStack({ stackName: folder.stack, workDir: PROJECT }, { envVars });
    return new Engine(stack, folder);
  }

  async preview(options: RunOptions, expectNoChanges = false) {
    return await this.stack.preview({ ...options, expectNoChanges, configFile: this.folder.configFile });
  }

  async up(options: RunOptions) {
    return await this.stack.up({ ...options, showSecrets: false });
  }

  /** Also runs the program, as providers would else be configured with the credentials of the last `up`. */
  async refresh(options: RunOptions, expectNoChanges = false) {
    return await this.stack.refresh({ ...options, expectNoChanges, runProgram: true, showSecrets: false });
  }

  async destroy(options: RunOptions) {
    return await this.stack.destroy({ ...options, runProgram: true, showSecrets: false });
  }

  async outputs() {
    return await this.stack.outputs();
  }

  async breakLock() {
    await this.stack.cancel();
  }

  /** By the stack's own setting, as `destroy` runs the program, which would protect again what the state no longer does. */
  unprotect() {
    unprotect(this.folder);
  }

  /** Takes creates that a kill cut off into the state, by the ids that the vendors gave, and forgets the other ones. */
  async settlePendingCreates(found: readonly { readonly urn: string; readonly id: string }[]) {
    const exported = await this.stack.exportStack();
    await this.stack.importStack({ ...exported, deployment: settled(exported.deployment, found) });
    // So far the state has what was asked for and not what came of it.
    const target = found.map(({ urn }) => urn);
    if (target.length > 0) await this.stack.refresh({ target, runProgram: true, showSecrets: false });
  }
}
