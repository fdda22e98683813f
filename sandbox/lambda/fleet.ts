import type { Collection } from "../world/world";
import type { VendorTime } from "./account";
import { lastChange, type Phase, phaseOf } from "./phase";
import type { InstanceRecord } from "./records";
import type { Timings } from "./settings";

/** One host with what it is at the moment. */
export interface Host {
  readonly id: string;
  readonly record: InstanceRecord;
  readonly phase: Phase;
}

/** The hosts of the account. */
export class Fleet {
  constructor(
    private readonly records: Collection<InstanceRecord>,
    private readonly time: VendorTime,
    private readonly timings: Timings,
  ) {}

  /** Every host there is a record of, launching ones and gone ones too. */
  all(): Host[] {
    const now = this.time.now();
    return this.records.list().map(({ id, value: record }) => ({
      id,
      record,
      phase: phaseOf(record, now, this.timings),
    }));
  }

  /** Those that hold an address, keys and file systems: launched (be it not listed yet) and not yet terminated. */
  holding(): Host[] {
    return this.all().filter(({ phase }) => phase !== "terminated" && phase !== "gone");
  }

  /** What a caller sees under this id. */
  find(id: string): Host | undefined {
    const record = this.records.get(id);
    if (record === undefined) return undefined;
    const phase = phaseOf(record, this.time.now(), this.timings);
    return phase === "launching" || phase === "gone" ? undefined : { id, record, phase };
  }

  put(id: string, record: InstanceRecord): void {
    this.records.put(id, record);
  }

  change(id: string, change: Partial<InstanceRecord>): void {
    const record = this.records.get(id);
    if (record !== undefined) this.records.put(id, { ...record, ...change });
  }

  /** Forgets hosts that nobody can see any more, and remembers what has been shown. */
  settle(): void {
    const now = this.time.now();
    let latest = 0;
    for (const { id, record, phase } of this.all()) {
      latest = Math.max(latest, lastChange(record, now, this.timings));
      if (phase === "gone") this.records.delete(id);
    }
    this.time.shown(latest);
  }
}
