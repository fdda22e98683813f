import { type CustomResourceOptions, type Input, mergeOptions, type Output } from "@pulumi/pulumi";
import { DynamicResource } from "./loader";

export interface HostKeyArgs {
  /** Any text; another text makes another key pair. Default: empty. */
  readonly rotation?: Input<string>;
}

/** An ed25519 SSH key pair, made once and kept in the state: lets a host's first SSH connection be verified. */
export class HostKey extends DynamicResource {
  /** OpenSSH's private key format, with a newline at its end. A secret. */
  declare readonly privateKey: Output<string>;
  /** One line, `ssh-ed25519 <base64>`, without a comment. */
  declare readonly publicKey: Output<string>;

  constructor(name: string, args: HostKeyArgs = {}, options?: CustomResourceOptions) {
    const outputs = { privateKey: undefined, publicKey: undefined };
    const always = { additionalSecretOutputs: ["privateKey"] };
    super("HostKey", name, { ...args, ...outputs }, mergeOptions(options, always));
  }
}
