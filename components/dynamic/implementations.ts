import type { dynamic } from "@pulumi/pulumi";
import { type Implementation, withoutStacks } from "./implementation";

type Make = (config: Pick<dynamic.Config, "get">) => Implementation;

/** By the kind that a loader asks for; each module is loaded only when its kind is used. */
const makers: Readonly<Record<string, () => Make>> = {
  GpuHost: () => require("../lambda/gpuHostProvider").gpuHostProvider,
  SshKey: () => require("../lambda/sshKeyProvider").sshKeyProvider,
  HostKey: () => require("./hostKeyProvider").hostKeyProvider,
};

/** Called by the loaders, those in old states too: name and arguments stay as they are. */
export function load(kind: string, config: Pick<dynamic.Config, "get">): Implementation {
  const maker = makers[kind];
  if (maker === undefined) {
    throw new Error(
      `This project no longer knows the resource kind ${kind}; it knows ${Object.keys(makers).join(", ")}.`,
    );
  }
  return withoutStacks(maker()(config));
}
