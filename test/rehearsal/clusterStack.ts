import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";

export const PROJECT = "kubernetes-rehearsal";

export type ClusterProgram = (provider: kubernetes.Provider) => Promise<Record<string, unknown> | undefined>;

/** What an operation of the engine has done, and said. */
export interface Done {
  readonly counts: Counts;
  /** The properties that the engine found changed. */
  readonly paths: readonly string[];
  readonly text: string;
  /** Undefined where it went well. */
  readonly error: string | undefined;
}

type Counts = Readonly<Record<string, number | undefined>>;

interface Listeners {
  readonly onOutput: (text: string) => void;
  readonly onEvent: (event: EngineEvent) => void;
}

/** One stack; its operations tell what they did, and their error instead of throwing it. */
export class StackRehearsal {
  constructor(
    private readonly stack: Stack,
    private readonly kubeconfig: string,
  ) {}

  /** The program from now on. */
  runs(program: ClusterProgram): this {
    this.stack.workspace.program = async () => {
      return await program(new kubernetes.Provider("cluster", { kubeconfig: this.kubeconfig }));
    };
    return this;
  }

  preview(): Promise<Done> {
    return this.#run(async (listeners) => (await this.stack.preview({ ...listeners, diff: true })).changeSummary);
  }

  up(): Promise<Done> {
    return this.#run(async (listeners) => (await this.stack.up(listeners)).summary.resourceChanges);
  }

  refresh(): Promise<Done> {
    return this.#run(async (listeners) => (await this.stack.refresh(listeners)).summary.resourceChanges);
  }

  destroy(): Promise<Done> {
    return this.#run(async (listeners) => (await this.stack.destroy(listeners)).summary.resourceChanges);
  }

  /** The state as it is kept on disk. */
  get state(): string {
    const { name, workspace } = this.stack;
    return readFileSync(join(workspace.workDir, ".pulumi", "stacks", PROJECT, `${name}.json`), "utf8");
  }

  async #run(work: (listeners: Listeners) => Promise<Counts | undefined>): Promise<Done> {
    let text = "";
    const paths: string[] = [];
    const listeners: Listeners = {
      onOutput: (part) => {
        text += part;
      },
      onEvent: ({ resourcePreEvent, resOutputsEvent }) => {
        const metadata = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata;
        paths.push(...Object.keys(metadata?.detailedDiff ?? {}));
      },
    };
    try {
      return { counts: (await work(listeners)) ?? {}, paths, text, error: undefined };
    } catch (error) {
      return { counts: {}, paths, text, error: String(error) };
    }
  }
}
