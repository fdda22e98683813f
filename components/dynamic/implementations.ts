import type { dynamic } from "@pulumi/pulumi";
import type { Account } from "../lambda/account";
import { type Implementation, withoutStacks } from "./implementation";

/** The stack's configuration, by key. */
export type StackConfig = Pick<dynamic.Config, "get">;

const say = (line: string) => console.log(line);

/**
 * By the kind that a loader asks for. `require`, as a module is to be loaded only when its kind is used, and a client
 * (and zod with it) only when a vendor is called; tsx leaves `import()` to Node, which knows no TypeScript names.
 */
const makers: Readonly<Record<string, (config: StackConfig) => Implementation>> = {
  GpuHost: (config) => {
    const { gpuHosts } = require("../lambda/gpuHostProvider") as typeof import("../lambda/gpuHostProvider");
    const { probeSsh } = require("../lambda/sshProbe") as typeof import("../lambda/sshProbe");
    return gpuHosts(account(config), probeSsh, say);
  },
  SshKey: (config) => {
    const { sshKeys } = require("../lambda/sshKeyProvider") as typeof import("../lambda/sshKeyProvider");
    return sshKeys(account(config), say);
  },
  HostKey: () => {
    const { hostKeys } = require("./hostKeyProvider") as typeof import("./hostKeyProvider");
    return hostKeys();
  },
};

function account(config: StackConfig): Account {
  const { accountOf } = require("../lambda/account") as typeof import("../lambda/account");
  return accountOf(config, () => require("../lambda/client") as typeof import("../lambda/client"));
}

/** Called by the loaders, those in old states too: name and arguments stay as they are. */
export function load(kind: string, config: StackConfig): Implementation {
  const maker = makers[kind];
  if (maker === undefined) {
    const known = Object.keys(makers).join(", ");
    throw new Error(`This project no longer knows the resource kind ${kind}; it knows ${known}.`);
  }
  return withoutStacks(maker(config));
}
