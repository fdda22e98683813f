import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { SandboxContext } from "../../../sandbox/context";
import type { Call, Difference, Existing, Props } from "../../../sandbox/plugin/types";
import type { TablePlugin } from "../../../sandbox/table/plugin";
import type { Connection } from "../../../sandbox/table/row";
import { VirtualClock } from "../../../sandbox/world/clock";
import { Faults } from "../../../sandbox/world/faults";
import { type Json, World } from "../../../sandbox/world/world";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A sandbox of nothing but a world, in a folder that goes after the test. */
export function sandboxContext(accounts: Record<string, string> = {}): SandboxContext & { clock: VirtualClock } {
  const folder = mkdtempSync(join(tmpdir(), "sophia-table-"));
  folders.push(folder);
  const clock = new VirtualClock(Date.UTC(2026, 10, 20, 12));
  return {
    folder,
    world: new World(join(folder, "world")),
    clock,
    faults: new Faults(clock),
    accounts,
    programs: {},
    port: async () => 1,
    network: "127.1.2",
    log: () => undefined,
  };
}

/** All that the world has written to its files, as one text. */
export function worldText(context: SandboxContext): string {
  const folder = join(context.folder, "world");
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
}

export interface Made extends Existing {
  readonly type: string;
  /** What the program said, before it was checked. */
  readonly program: Props;
}

/** Does with a plugin what the engine does, one resource at a time. */
export class Driver {
  readonly warnings: string[] = [];

  constructor(
    private readonly plugin: TablePlugin,
    private readonly connection: Connection,
  ) {}

  static async open(plugin: TablePlugin, args: Props): Promise<Driver> {
    return new Driver(plugin, await plugin.configure(args, { urn: "urn:provider", name: "provider" }));
  }

  /** `property: reason` of each mistake. */
  async mistakes(type: string, inputs: Props): Promise<string[]> {
    const { mistakes } = await this.#check(type, inputs, undefined, false);
    return mistakes.map(({ property, reason }) => `${property}: ${reason}`);
  }

  async checked(type: string, inputs: Props, olds?: Props, preview = false): Promise<Props> {
    const { inputs: checked, mistakes } = await this.#check(type, inputs, olds, preview);
    if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes));
    return checked;
  }

  async create(type: string, inputs: Props, { preview = false } = {}): Promise<Made> {
    const checked = await this.checked(type, inputs, undefined, preview);
    const { id, outputs } = await this.#kind(type).create(this.connection, checked, this.#call(type, preview));
    return { type, program: inputs, id, inputs: checked, outputs };
  }

  diff(made: Made, news: Props): Promise<Difference> {
    return this.#kind(made.type).diff(this.connection, made, news, this.#call(made.type, false));
  }

  /** What `up` would do with `inputs`: the changes by path. */
  async changes(made: Made, inputs: Props): Promise<Difference["changes"]> {
    return (await this.diff(made, await this.checked(made.type, inputs, made.inputs))).changes;
  }

  async update(made: Made, inputs: Props, { preview = false } = {}): Promise<Made> {
    const checked = await this.checked(made.type, inputs, made.inputs, preview);
    const outputs = await this.#kind(made.type).update(this.connection, made, checked, this.#call(made.type, preview));
    return { ...made, program: inputs, inputs: checked, outputs };
  }

  /** A refresh: undefined where the object is gone. */
  async read(made: Made): Promise<Made | undefined> {
    const found = await this.#kind(made.type).read(this.connection, made.id, made, this.#call(made.type, false));
    return found && { ...made, ...found };
  }

  import(type: string, id: string): Promise<Existing | undefined> {
    return this.#kind(type).read(this.connection, id, undefined, this.#call(type, false));
  }

  delete(made: Made): Promise<void> {
    return this.#kind(made.type).delete(this.connection, made, this.#call(made.type, false));
  }

  /** The changes that `refresh` shows: from what was there to what is there now. */
  async drift(made: Made): Promise<Difference["changes"] | "gone"> {
    const found = await this.read(made);
    return found === undefined ? "gone" : (await this.diff(found, made.inputs)).changes;
  }

  #kind(type: string) {
    const kind = this.plugin.resources[type];
    if (kind === undefined) throw new Error(`no resource type ${type}`);
    return kind;
  }

  async #check(type: string, inputs: Props, olds: Props | undefined, preview: boolean) {
    const checked = await this.#kind(type).check?.(this.connection, inputs, olds, this.#call(type, preview));
    return checked ?? { inputs, mistakes: [] };
  }

  #call(type: string, preview: boolean): Call {
    const say: Call["say"] = (_severity, message) => void this.warnings.push(message);
    return { urn: `urn:${type}`, type, name: "thing", preview, signal: new AbortController().signal, say };
  }
}

/** Changes an object behind Pulumi's back; null takes a value away. */
export function tamper(context: SandboxContext, collection: string, key: string, changes: Record<string, Json>): void {
  const objects = context.world.collection<Record<string, Json>>(collection);
  const merged = Object.entries({ ...objects.get(key), ...changes });
  objects.put(key, Object.fromEntries(merged.filter(([, value]) => value !== null)));
}
