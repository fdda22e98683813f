/** What the vendor keeps, by id, in the world's `lambda.*` collections. Times are the vendor's, in ms. */

export type InstanceRecord = {
  readonly name?: string;
  readonly region: string;
  readonly type: string;
  readonly image: string;
  readonly ssh_key_names: readonly string[];
  /** The content of those keys at launch: what the image's `ubuntu` user lets in. */
  readonly authorized_keys: readonly string[];
  /** What `authorize-keys` made of the host's authorized keys since. */
  readonly authorized_since?: readonly string[];
  readonly file_system_mounts: readonly { readonly mount_point: string; readonly file_system_id: string }[];
  readonly firewall_rulesets: readonly string[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly hostname: string;
  /** Holds secrets of the caller's: never logged, never in an answer. */
  readonly user_data?: string;
  readonly ip: string;
  readonly private_ip: string;
  readonly jupyter_token: string;
  /** When the launch began. */
  readonly requestedAt: number;
  /** Never becomes active. */
  readonly stalled?: boolean;
  readonly unhealthyAt?: number;
  readonly preemptedAt?: number;
  readonly restartedAt?: number;
  readonly terminateAt?: number;
};

export type SshKeyRecord = { readonly name: string; readonly public_key: string };

export type FilesystemRecord = { readonly name: string; readonly region: string; readonly created: number };

export type RuleRecord = {
  readonly protocol: "tcp" | "udp" | "icmp" | "all";
  readonly port_range?: readonly [number, number];
  readonly source_network: string;
  readonly description: string;
};

export type FirewallRulesetRecord = {
  readonly name: string;
  readonly region: string;
  readonly rules: readonly RuleRecord[];
  readonly created: number;
};

/** How the next host that is launched comes up. */
export type Fate = "healthy" | "unhealthy" | "preempted" | "stalled";

/** The account as a whole: the one record `account` of `lambda.account`, which therefore never is empty. */
export type AccountRecord = {
  /** The latest of the vendor's times that an answer let show: time never falls behind it, whatever the clock says. */
  readonly shownUntil: number;
  /** `forbidden`: the key may not see instances. */
  readonly state: "active" | "inactive" | "invalid-address" | "forbidden";
  /** False: what reaches the hypervisors fails with `provider/internal-unavailable`. */
  readonly providerAvailable: boolean;
  readonly quota: { readonly instances?: number; readonly filesystems?: number; readonly firewallRulesets?: number };
  /** How many hosts fit, where it differs from the settings, by `<type>/<region>`. */
  readonly capacity: { readonly [place: string]: number };
  /** How many launches still fail at `<type>/<region>` although capacity is advertised there. */
  readonly shortfalls: { readonly [place: string]: number };
  readonly fates: readonly Fate[];
  readonly globalRules: readonly RuleRecord[];
};
