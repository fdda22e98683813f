import { type CustomResourceOptions, dynamic, type Input, mergeOptions, type Output } from "@pulumi/pulumi";
import { loaders } from "./loader";

export interface TokenArgs {
  /** Any text; another text makes another token. Default: empty. */
  readonly rotation?: Input<string>;
}

/** A random secret of 256 bits, made once and kept in the state, e.g. what k3s agents join with. */
export class Token extends dynamic.Resource {
  /** 64 hexadecimal digits. A secret. */
  declare readonly value: Output<string>;

  constructor(name: string, args: TokenArgs = {}, options?: CustomResourceOptions) {
    const always = { additionalSecretOutputs: ["value"] };
    super(loaders.Token, name, { ...args, value: undefined }, mergeOptions(options, always), "sophia", "Token");
  }
}
