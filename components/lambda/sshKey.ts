import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic/loader";

export interface SshKeyArgs {
  /** Unique in the account, 1 to 64 characters. With a digest of the key in it, a new key can come before the old goes. */
  readonly name: Input<string>;
  /**
   * One line of OpenSSH's public key format. Default: Lambda makes a pair, whose private half it tells once and nobody
   * keeps: every launch wants a key, also of hosts that let in other ones.
   */
  readonly publicKey?: Input<string>;
  /** Takes over the key with this id. Default: the one with this name and content, else a new one. */
  readonly existingId?: Input<string>;
}

/** A public SSH key at Lambda Cloud, which hosts are launched with. Another key of the same name is refused. */
export class SshKey extends DynamicResource {
  declare readonly name: Output<string>;
  declare readonly publicKey: Output<string>;

  constructor(name: string, args: SshKeyArgs, options?: CustomResourceOptions) {
    super("SshKey", name, { publicKey: undefined, ...args }, options);
  }
}
