import { type CustomResourceOptions, type Input, mergeOptions, type Output } from "@pulumi/pulumi";
import { DynamicResource } from "./loader";

export interface TokenArgs {
  /** Any text; another text makes another token. Default: empty. */
  readonly rotation?: Input<string>;
}

/** A random secret of 256 bits, made once and kept in the state, e.g. what k3s agents join with. */
export class Token extends DynamicResource {
  /** 64 hexadecimal digits. A secret. */
  declare readonly value: Output<string>;

  constructor(name: string, args: TokenArgs = {}, options?: CustomResourceOptions) {
    const always = { additionalSecretOutputs: ["value"] };
    super("Token", name, { ...args, value: undefined }, mergeOptions(options, always));
  }
}
