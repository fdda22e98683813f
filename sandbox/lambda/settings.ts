/** How long things take, in milliseconds of the vendor's time. */
export interface Timings {
  /** A launch answers after this; the host is listed, `booting`, from then on. Measured: 8.9 s. */
  readonly launchCall: number;
  /** From the launch's answer to the address. Measured: 71 s. */
  readonly address: number;
  /** From the address to `active`. Measured: 173 s. */
  readonly active: number;
  /** From the launch's answer until the host can be terminated. "The first seconds" were measured: 5 s is assumed. */
  readonly terminable: number;
  /** Assumed: 60 s of `booting`. */
  readonly restart: number;
  /** Assumed: 30 s of `terminating`. */
  readonly terminating: number;
  /** How long a terminated host can still be fetched by id, before 404. Assumed: 10 minutes. */
  readonly terminated: number;
}

/** One request in `interval` ms; `slack` is how many ms too early one may come on top of that (the burst allowance). */
export interface Limit {
  readonly interval: number;
  readonly slack: number;
}

export interface Quota {
  /** Hosts that exist, terminating ones too. */
  readonly instances: number;
  readonly filesystems: number;
  readonly firewallRulesets: number;
}

export interface LambdaSettings {
  /** The first three bytes of the hosts' addresses. */
  readonly network: string;
  readonly timings: Timings;
  readonly limits: { readonly requests: Limit; readonly launches: Limit };
  readonly quota: Quota;
  /** How many hosts fit: by instance type, then by region. */
  readonly capacity: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const DEFAULT_SETTINGS: LambdaSettings = {
  network: "127.86.1",
  timings: {
    launchCall: 9_000,
    address: 71_000,
    active: 173_000,
    terminable: 5_000,
    restart: 60_000,
    terminating: 30_000,
    terminated: 600_000,
  },
  limits: {
    // Both intervals are published; the allowances are assumed: a burst of two, and a quarter of a second of jitter.
    requests: { interval: 1_000, slack: 1_000 },
    launches: { interval: 12_000, slack: 250 },
  },
  quota: { instances: 16, filesystems: 24, firewallRulesets: 24 },
  capacity: { gpu_1x_a10: { "us-east-1": 8, "us-west-1": 8 } },
};
