import type { dynamic } from "@pulumi/pulumi";
import type { Account } from "../lambda/account";
import { adopting } from "./adopting";
import { atTheEdge, type Implementation } from "./implementation";

/** The stack's configuration, by key. */
export type StackConfig = Pick<dynamic.Config, "get">;

const say = (line: string) => console.log(line);

/**
 * By the kind that a loader asks for. `require`, as a module is to be loaded only when its kind is used, and a client
 * (and zod with it) only when a vendor is called; tsx leaves `import()` to Node, which knows no TypeScript names.
 */
const kinds: Readonly<Record<string, (config: StackConfig) => Implementation>> = {
  GpuHost: (config) => {
    const { gpuHosts } = require("../lambda/gpuHostProvider") as typeof import("../lambda/gpuHostProvider");
    const { probeSsh } = require("../lambda/sshProbe") as typeof import("../lambda/sshProbe");
    return adopting("GpuHost", gpuHosts(account(config), probeSsh, say), say);
  },
  SshKey: (config) => {
    const { sshKeys } = require("../lambda/sshKeyProvider") as typeof import("../lambda/sshKeyProvider");
    return adopting("SshKey", sshKeys(account(config), say), say);
  },
  Filesystem: (config) => {
    const { filesystems } = require("../lambda/filesystemProvider") as typeof import("../lambda/filesystemProvider");
    return adopting("Filesystem", filesystems(account(config), say), say);
  },
  FirewallRuleset: (config) => {
    const { firewallRulesets } =
      require("../lambda/firewallRulesetProvider") as typeof import("../lambda/firewallRulesetProvider");
    return adopting("FirewallRuleset", firewallRulesets(account(config), say), say);
  },
  GlobalFirewall: (config) => {
    const { globalFirewall } =
      require("../lambda/globalFirewallProvider") as typeof import("../lambda/globalFirewallProvider");
    return adopting("GlobalFirewall", globalFirewall(account(config)), say);
  },
  HostKey: () => madeOnce("HostKey", "makeHostKey"),
  Token: () => madeOnce("Token", "makeToken"),
};

function madeOnce(kind: string, maker: "makeHostKey" | "makeToken"): Implementation {
  const made = require("./madeOnce") as typeof import("./madeOnce");
  const makers = require("./makers") as typeof import("./makers");
  return made.madeOnce(kind, makers[maker]);
}

function account(config: StackConfig): Account {
  const { accountOf } = require("../lambda/account") as typeof import("../lambda/account");
  return accountOf(config, () => require("../lambda/client") as typeof import("../lambda/client"));
}

/** Called by the loaders, those in old states too: name and arguments stay as they are. */
export function load(kind: string, config: StackConfig): Implementation {
  const make = kinds[kind];
  if (make === undefined) {
    throw new Error(
      `This project no longer knows the resource kind ${kind}; it knows ${Object.keys(kinds).join(", ")}.`,
    );
  }
  return atTheEdge(make(config));
}
