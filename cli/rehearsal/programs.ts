import { join } from "node:path";
import { readIfThere, replaceFile } from "../../sandbox/files";
import { obtain } from "../../toolchain/obtain";
import type { RehearsalFolder } from "./folder";

const CONTROL_PLANE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;
const NEEDED = ["pulumi", "pulumi-language-nodejs", "sophia-esc", ...CONTROL_PLANE] as const;
const OFFICIAL = "pulumi-resource-kubernetes";

/** Absolute paths by name. The official plugin for Kubernetes is absent where the sandbox's own is used. */
export type Programs = Readonly<Record<(typeof NEEDED)[number], string>> & { readonly [OFFICIAL]?: string };

/** Everything that a rehearsal can't do without and npm does not ship; built once where it isn't there. Errors: what can't be had. */
export async function obtainPrograms(say: (line: string) => void): Promise<Programs> {
  // `obtain` throws for a program that it can't get, unless that is an optional one.
  return (await obtain(NEEDED, say)) as Programs;
}

/**
 * The same for one rehearsal, with the official plugin for Kubernetes where it could be had at its first start: a state
 * that one plugin wrote isn't handed to the other because the network came or went.
 */
export async function obtainProgramsFor(folder: RehearsalFolder, say: (line: string) => void): Promise<Programs> {
  const programs = await obtainPrograms(say);
  const pin = join(folder.path, "kubernetes-plugin");
  const pinned = readIfThere(pin);
  if (pinned === "own") return programs;
  const official = (await obtain([OFFICIAL], say))[OFFICIAL];
  if (pinned === undefined) replaceFile(pin, official === undefined ? "own" : "official");
  return official === undefined ? programs : { ...programs, [OFFICIAL]: official };
}
