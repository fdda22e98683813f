import { type CustomResourceOptions, type Input, mergeOptions, type Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic/loader";

export interface GpuHostArgs {
  /**
   * What tells this host from all others of its project and stack, whatever its resource is called: a host that carries
   * it is adopted, not launched twice. 1 to 128 characters. Another key is another host.
   */
  readonly key: Input<string>;
  /** Shown by the vendor; changed in place. 1 to 64 characters. */
  readonly name: Input<string>;
  /** 1 to 63 of a-z, 0-9 and -. Default: the vendor's, after the address. */
  readonly hostname?: Input<string>;
  /** Where the host may be, best first. */
  readonly regions: Input<Input<string>[]>;
  /** What the host may be, best first, e.g. `gpu_1x_a10`; a region goes before a type. */
  readonly instanceTypes: Input<Input<string>[]>;
  /** Exactly one, as the vendor wants it. */
  readonly sshKeyName: Input<string>;
  /** File systems to mount; they must be in the host's region. Default: none. */
  readonly filesystemNames?: Input<Input<string>[]>;
  /** Default `lambda-stack-24-04`. */
  readonly imageFamily?: Input<string>;
  /**
   * Hosts with the same one belong together: they are launched into one region, because the vendor's private network
   * ends there, and know who is there already (`PEERS` in `userData`). Default: the host stands alone.
   */
  readonly cluster?: Input<string>;
  /**
   * Cloud-init, at most 1 MB; `@@PEERS@@` in it becomes the private addresses of the cluster's hosts at that moment, and
   * `@@LAUNCH@@` the output `launchedAt`. Only
   * read at launch: changing it alone does nothing, see `userDataVersion`.
   */
  readonly userData?: Input<string>;
  /**
   * Another version replaces the host. A digest of the user data without its secrets lets those rotate and the host
   * live. Default: a digest of the user data as it is.
   */
  readonly userDataVersion?: Input<string>;
  /** Descriptive, set at launch only; `project` and `stack` belong to the host's identity. */
  readonly tags: Input<Record<string, Input<string>>>;
  /** By region, the id of the rule set that is used there beside the global one. Set at launch: another one replaces. */
  readonly firewallRulesets?: Input<Record<string, Input<string>>>;
  /** Takes over the host with this id, which carries this key or none. Default: the host with this key, else a new one. */
  readonly existingId?: Input<string>;
  /** How its SSH server is reached, to see that it answers. Through a bastion that is not tried. */
  readonly ssh: Input<{ port: Input<number>; user?: Input<string>; bastion?: Input<string> }>;
  /** Waiting for a place (default 15) and for the host to be ready (default 20), in minutes. */
  readonly timeouts?: Input<{ capacityMinutes?: Input<number>; bootMinutes?: Input<number> }>;
}

/**
 * A GPU host at Lambda Cloud, ready for SSH. Never launched twice: see `key`. Replaced by deleting first, so that one
 * live host at most carries a key; to keep capacity meanwhile, make a second one with another key.
 */
export class GpuHost extends DynamicResource {
  declare readonly name: Output<string>;
  declare readonly hostname: Output<string>;
  /** The public IPv4 address. */
  declare readonly ip: Output<string>;
  declare readonly privateIp: Output<string>;
  /** `booting`, `active`, `unhealthy`, `preempted`. */
  declare readonly status: Output<string>;
  /** The one that was chosen. */
  declare readonly region: Output<string>;
  /** The one that was chosen. */
  declare readonly instanceType: Output<string>;
  declare readonly sshKeyNames: Output<string[]>;
  /** Milliseconds since the epoch; empty for a host that was launched before this was noted. */
  declare readonly launchedAt: Output<string>;
  /** Those that it was launched with. */
  declare readonly firewallRulesetIds: Output<string[]>;

  constructor(name: string, args: GpuHostArgs, options?: CustomResourceOptions) {
    const outputs = { ip: undefined, privateIp: undefined, status: undefined, region: undefined };
    const more = {
      instanceType: undefined,
      sshKeyNames: undefined,
      firewallRulesetIds: undefined,
      launchedAt: undefined,
      hostname: args.hostname,
    };
    const always = { deleteBeforeReplace: true };
    super("GpuHost", name, { ...args, ...outputs, ...more }, mergeOptions(options, always));
  }
}
