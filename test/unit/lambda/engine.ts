import { type Implementation, NotReady, type Properties } from "../../../components/dynamic/implementation";

interface Kept {
  readonly id: string;
  readonly outs: Properties;
  /** Pulumi then asks for an update even where nothing differs. */
  readonly notReady: boolean;
}

export type Program = ReadonlyMap<string, Properties>;

/** What Pulumi's engine does with one kind of resources, as far as losing and doubling them goes. */
export class Engine {
  /** By the resource's name; outlives the processes. */
  readonly state = new Map<string, Kept>();

  /** Makes the world what `program` says, until `dies`. Returns what went wrong, by resource. */
  async up(program: Program, hosts: Implementation, dies: Promise<void> = new Promise(() => {})): Promise<Errors> {
    const run = new Run(this.state, hosts);
    const died = dies.then((): Errors => {
      run.dead = true;
      return new Map();
    });
    return await Promise.race([run.up(program), died]);
  }

  async refresh(hosts: Implementation): Promise<void> {
    for (const [name, kept] of this.state) {
      const { id, props = {} } = await hosts.read(kept.id, kept.outs);
      if (id === undefined) this.state.delete(name);
      else this.state.set(name, { id, outs: props, notReady: false });
    }
  }

  /** Resources that `program` would change now. */
  async changes(program: Program, hosts: Implementation): Promise<string[]> {
    const changed: string[] = [];
    for (const [name, news] of program) {
      const kept = this.state.get(name);
      const { inputs } = await hosts.check({}, news);
      if (kept === undefined || (await hosts.diff(kept.id, kept.outs, inputs)).changes) changed.push(name);
    }
    return changed;
  }
}

type Errors = Map<string, Error>;

/** One operation of the engine. Once dead, it starts nothing and keeps nothing; what it started goes on. */
class Run {
  dead = false;
  readonly #errors: Errors = new Map();

  constructor(
    private readonly state: Map<string, Kept>,
    private readonly hosts: Implementation,
  ) {}

  async up(program: Program): Promise<Errors> {
    await Promise.all([...program].map(([name, inputs]) => this.#attempt(name, () => this.#step(name, inputs))));
    const surplus = [...this.state.keys()].filter((name) => !program.has(name));
    await Promise.all(surplus.map((name) => this.#attempt(name, () => this.#delete(name))));
    return this.#errors;
  }

  async #attempt(name: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error: Error) => this.#errors.set(name, error));
  }

  async #step(name: string, news: Properties): Promise<void> {
    const { inputs, failures } = await this.hosts.check({}, news);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    const kept = this.state.get(name);
    if (kept === undefined) return await this.#keep(name, this.hosts.create(inputs));
    const { changes, replaces = [], deleteBeforeReplace } = await this.hosts.diff(kept.id, kept.outs, inputs);
    if (replaces.length > 0) {
      if (deleteBeforeReplace !== true) throw new Error("a host must be deleted before it is replaced");
      await this.#delete(name);
      return await this.#keep(name, this.hosts.create(inputs));
    }
    if (changes !== true && !kept.notReady) return;
    const updated = this.hosts.update(kept.id, kept.outs, inputs).then(({ outs }) => ({ id: kept.id, outs }));
    await this.#keep(name, updated);
  }

  async #keep(name: string, made: Promise<{ id: string; outs: Properties }>): Promise<void> {
    try {
      const { id, outs } = await this.#alive(made);
      this.state.set(name, { id, outs, notReady: false });
    } catch (error) {
      if (error instanceof NotReady) this.state.set(name, { id: error.id, outs: error.properties, notReady: true });
      throw error;
    }
  }

  async #delete(name: string): Promise<void> {
    const kept = this.state.get(name);
    if (kept !== undefined) await this.#alive(this.hosts.delete(kept.id, kept.outs));
    this.state.delete(name);
  }

  /** Never resolves, nor fails, once the engine is dead. */
  async #alive<T>(work: Promise<T>): Promise<T> {
    const settled = await Promise.allSettled([work]);
    if (this.dead) return await new Promise<never>(() => {});
    const [outcome] = settled;
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  }
}
