import type { Clock } from "../world/clock";
import type { Collection } from "../world/world";
import type { AccountRecord } from "./records";

const ID = "account";

/** The defaults of a new account: Lambda opens SSH and ping, nothing else. */
const NEW: AccountRecord = {
  shownUntil: 0,
  state: "active",
  providerAvailable: true,
  quota: {},
  capacity: {},
  shortfalls: {},
  fates: [],
  globalRules: [
    { protocol: "icmp", source_network: "0.0.0.0/0", description: "Allow ICMP traffic from anywhere" },
    { protocol: "tcp", port_range: [22, 22], source_network: "0.0.0.0/0", description: "Allow SSH from anywhere" },
  ],
};

export class Account {
  constructor(private readonly store: Collection<AccountRecord>) {}

  get(): AccountRecord {
    return this.store.get(ID) ?? NEW;
  }

  set(change: Partial<AccountRecord>): void {
    this.store.put(ID, { ...this.get(), ...change });
  }
}

/**
 * The vendor's time. A fast clock runs ahead of the world's, and begins anew at the world's time when the sandbox is
 * started again: without this, hosts would fall back into the past then, active ones to booting.
 */
export class VendorTime {
  readonly #ahead: number;

  constructor(
    private readonly clock: Clock,
    private readonly account: Account,
  ) {
    this.#ahead = Math.max(0, account.get().shownUntil - clock.now());
  }

  now(): number {
    return this.clock.now() + this.#ahead;
  }

  sleep(milliseconds: number): Promise<void> {
    return this.clock.sleep(milliseconds);
  }

  /** Remembers that callers have seen what happened at `moment`. */
  shown(moment: number): void {
    if (moment > this.account.get().shownUntil) this.account.set({ shownUntil: moment });
  }
}
