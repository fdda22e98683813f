import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import {
  LocalWorkspace,
  type PulumiFn,
  type Stack,
  type StepEventMetadata,
  type UpResult,
} from "@pulumi/pulumi/automation";
import { type ServedPlugin, servePlugin } from "../../../sandbox/plugin/server";
import type { Plugin } from "../../../sandbox/plugin/types";
import type { Faults } from "../../../sandbox/world/faults";
import { obtain } from "../../../toolchain/obtain";

/** What a run did: each step by the resource's name, and all that was written. */
export interface Run {
  readonly steps: ReadonlyMap<string, StepEventMetadata>;
  readonly output: string;
  /** Only of an `up`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

type Operation = "preview" | "up" | "refresh" | "destroy";

/** Serves a plugin, whatever its connection is. */
export type Serve = (faults: Faults) => Promise<ServedPlugin>;

export function serving<C>(plugin: Plugin<C>, folder?: string): readonly [name: string, Serve] {
  return [plugin.name, (faults) => servePlugin(plugin, { faults, log: () => undefined, folder })];
}

/** One stack on the real engine, with our plugins attached and inline programs. */
export class EngineStack {
  private constructor(
    private readonly folder: string,
    private readonly stack: Stack,
    private readonly served: readonly ServedPlugin[],
  ) {}

  static async open(faults: Faults, ...plugins: (readonly [name: string, Serve])[]): Promise<EngineStack> {
    const { pulumi: program = "" } = await obtain(["pulumi"], () => undefined);
    const served = await Promise.all(plugins.map(([, serve]) => serve(faults)));
    const folder = mkdtempSync(join(tmpdir(), "engine-"));
    // The Automation API looks for the CLI on this process's PATH.
    process.env.PATH = [dirname(program), process.env.PATH].join(delimiter);
    const envVars = {
      PULUMI_HOME: folder,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "of no account",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DEBUG_PROVIDERS: plugins.map(([name], index) => `${name}:${served[index]?.port}`).join(","),
    };
    const inline = { stackName: "test", projectName: "adapter", program: async () => undefined };
    const stack = await LocalWorkspace.createOrSelectStack(inline, { workDir: folder, envVars });
    return new EngineStack(folder, stack, served);
  }

  async close(): Promise<void> {
    await Promise.all(this.served.map((plugin) => plugin.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs the engine; its error, if any, is thrown. */
  async run(operation: Operation, program: PulumiFn = async () => undefined): Promise<Run> {
    const steps = new Map<string, StepEventMetadata>();
    const lines: string[] = [];
    this.stack.workspace.program = program;
    const result = await this.stack[operation]({
      onOutput: (line: string) => lines.push(line),
      onError: (line: string) => lines.push(line),
      onEvent: (event) => {
        const metadata = event.resourcePreEvent?.metadata ?? event.resOutputsEvent?.metadata;
        if (metadata !== undefined) steps.set(metadata.urn.split("::").at(-1) ?? "", metadata);
      },
    });
    const outputs = operation === "up" ? Object.entries((result as UpResult).outputs) : [];
    return {
      steps,
      output: lines.join("\n"),
      outputs: Object.fromEntries(outputs.map(([name, { value }]) => [name, value])),
    };
  }

  /** The message with which a run fails. */
  async failure(operation: Operation, program: PulumiFn): Promise<string> {
    try {
      await this.run(operation, program);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it should have failed");
  }

  /** The state file as it is on disk. */
  get stateText(): string {
    return readFileSync(join(this.folder, ".pulumi", "stacks", "adapter", "test.json"), "utf8");
  }

  /** What the state file says of a resource. */
  resource(name: string): Record<string, unknown> | undefined {
    const { checkpoint } = JSON.parse(this.stateText) as {
      checkpoint: { latest: { resources?: ({ urn: string } & Record<string, unknown>)[] } };
    };
    return checkpoint.latest.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
  }
}
