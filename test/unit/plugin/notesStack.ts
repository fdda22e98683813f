import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  LocalWorkspace,
  type PulumiFn,
  type Stack,
  type StepEventMetadata,
  type UpResult,
} from "@pulumi/pulumi/automation";
import { type ServedPlugin, servePlugin } from "../../../sandbox/plugin/server";
import { FastClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { obtain } from "../../../toolchain/obtain";
import { Notes } from "./notes";

/** A note in a program, as an SDK would declare it. */
export class Note extends pulumi.CustomResource {
  declare readonly revision: pulumi.Output<number>;
  declare readonly account: pulumi.Output<string>;

  constructor(name: string, inputs: pulumi.Inputs, options?: pulumi.CustomResourceOptions) {
    super(
      "notes:index/note:Note",
      name,
      { revision: undefined, token: undefined, account: undefined, ...inputs },
      options,
    );
  }
}

export class NotesProvider extends pulumi.ProviderResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("notes", name, args);
  }
}

/** What a run did: each step by the resource's name, and all that was written. */
export interface Run {
  readonly steps: ReadonlyMap<string, StepEventMetadata>;
  readonly output: string;
  /** Only of an `up`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

type Operation = "preview" | "up" | "refresh" | "destroy";

/** One stack of notes, on the real engine with our adapter between. */
export class NotesStack {
  private constructor(
    readonly notes: Notes,
    readonly faults: Faults,
    private readonly folder: string,
    private readonly stack: Stack,
    private readonly served: ServedPlugin,
  ) {}

  static async open(): Promise<NotesStack> {
    const { pulumi: program = "" } = await obtain(["pulumi"], () => undefined);
    const notes = new Notes();
    const faults = new Faults(new FastClock(1));
    const served = await servePlugin(notes.plugin, { faults, log: () => undefined });
    const folder = mkdtempSync(join(tmpdir(), "notes-"));
    // The Automation API looks for the CLI on this process's PATH.
    process.env.PATH = [dirname(program), process.env.PATH].join(delimiter);
    const envVars = {
      PULUMI_HOME: folder,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "of no account",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DEBUG_PROVIDERS: `notes:${served.port}`,
    };
    const inline = { stackName: "test", projectName: "notes", program: async () => undefined };
    const stack = await LocalWorkspace.createOrSelectStack(inline, { workDir: folder, envVars });
    return new NotesStack(notes, faults, folder, stack, served);
  }

  async close(): Promise<void> {
    await this.served.close();
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
    const folder = join(this.folder, ".pulumi", "stacks", "notes");
    const [file] = readdirSync(folder).filter((name) => name === "test.json");
    if (file === undefined) throw new Error("no state file");
    return readFileSync(join(folder, file), "utf8");
  }

  /** What the state file says of a resource. */
  resource(name: string): Record<string, unknown> | undefined {
    const { checkpoint } = JSON.parse(this.stateText) as {
      checkpoint: { latest: { resources?: ({ urn: string } & Record<string, unknown>)[] } };
    };
    return checkpoint.latest.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
  }
}
