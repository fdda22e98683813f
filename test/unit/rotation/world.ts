import { Conflict } from "../../../ops/esc/store";
import { AttemptFailed, type RotationAdapter, type Verdict } from "../../../ops/rotation/adapter";
import type { Ledger, Page } from "../../../ops/rotation/ledger";
import type { Rotation } from "../../../ops/rotation/run";
import { atRest, type Key, loginKey, type RotationState } from "../../../ops/rotation/state";

/** What goes wrong at a moment; "fine" once the schedule is used up. */
export const troubles = ["fine", "crash", "fails", "lost", "edited", "ignored", "new host"] as const;
export type Trouble = (typeof troubles)[number];

/** kill -9. */
export class Crash extends Error {}

/** Hosts, one consumer and ESC, where things go wrong by a schedule; `watch` is called after every change of anything. */
export class World {
  readonly original: Key = { publicPart: "public-0", secret: "secret-0" };
  readonly hosts: Set<string>[];
  /** The key that the consumer picked up last. */
  consumer = this.original;
  now = Date.parse("2026-11-20T00:00:00Z");
  state: RotationState = atRest(this.original, new Date(0));
  said: string[] = [];
  #revision = 1;
  #made = 0;
  #publishing: Promise<void> = Promise.resolve();

  constructor(
    private readonly schedule: Trouble[],
    hosts: number,
    private readonly watch: (world: World) => void,
  ) {
    this.hosts = Array.from({ length: hosts }, () => new Set([this.original.publicPart]));
  }

  get accepted(): Key[] {
    return [this.state.slots.a, this.state.slots.b].filter((key) => key !== undefined);
  }

  rotation(): Rotation {
    const clock = {
      now: () => new Date(this.now),
      sleepUntil: async (time: Date) => {
        this.now = Math.max(this.now, time.getTime());
      },
    };
    const say = (line: string) => this.said.push(line);
    return {
      ...{ credential: "key", ledger: this.#ledger(), adapter: this.#adapter() },
      ...{ policy: { maximumAgeDays: 90 }, clock, say },
    };
  }

  #ledger(): Ledger {
    return {
      name: "ledger",
      read: async (): Promise<Page> => {
        await this.#before();
        return { state: this.state, etag: String(this.#revision) };
      },
      write: async (page: Page, state: RotationState): Promise<Page> => {
        if ((await this.#before()) === "edited") this.#revision += 1;
        if (page.etag !== String(this.#revision)) throw new Conflict("ledger");
        this.state = state;
        this.#revision += 1;
        this.watch(this);
        const written = { state, etag: String(this.#revision) };
        await this.#before();
        return written;
      },
    };
  }

  #adapter(): RotationAdapter {
    return {
      create: async () => {
        const lost = (await this.#before()) === "lost";
        this.#made += 1;
        if (lost) throw new AttemptFailed("no answer");
        return { publicPart: `public-${this.#made}`, secret: `secret-${this.#made}` };
      },
      // Pulumi lets one `up` at a time work on a stack.
      publish: async () => {
        const mine = this.#publishing.then(() => this.#publish());
        this.#publishing = mine.catch(() => undefined);
        return await mine;
      },
      test: async ({ publicPart }: Key): Promise<Verdict> => {
        const accepted: string[] = [];
        const refused: string[] = [];
        for (const [index, host] of this.hosts.entries()) {
          await this.#before();
          (host.has(publicPart) ? accepted : refused).push(`host ${index}`);
        }
        return { accepted, refused };
      },
      unacknowledged: async ({ publicPart }: Key) => {
        await this.#before();
        return this.consumer.publicPart === publicPart ? [] : ["the consumer"];
      },
    };
  }

  async #publish(): Promise<void> {
    await this.#before();
    const keys = this.accepted.map(({ publicPart }) => publicPart);
    const login = loginKey(this.state);
    let lost = false;
    for (const host of this.hosts) {
      const trouble = await this.#before();
      if (!host.has(login.publicPart)) throw new AttemptFailed("can't log in");
      if (trouble !== "ignored") {
        host.clear();
        for (const key of keys) host.add(key);
      }
      // A host lets in, from its first boot on, whoever is authorised at its launch.
      if (trouble === "new host" && this.hosts.length < 5) this.hosts.push(new Set(keys));
      lost ||= trouble === "lost";
      this.watch(this);
    }
    if ((await this.#before()) !== "ignored") this.consumer = login;
    this.watch(this);
    if (lost) throw new AttemptFailed("no answer");
  }

  /** The next trouble; those that are the same everywhere happen here. */
  async #before(): Promise<Trouble> {
    const trouble = this.schedule.shift() ?? "fine";
    for (let turns = this.schedule.length % 3; turns > 0; turns -= 1) await Promise.resolve();
    if (trouble === "crash") throw new Crash();
    if (trouble === "fails") throw new AttemptFailed("the vendor is down");
    return trouble;
  }
}
