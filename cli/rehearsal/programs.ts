import { obtain } from "../../toolchain/obtain";

const CONTROL_PLANE = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;
const NEEDED = ["pulumi", "pulumi-language-nodejs", "sophia-esc", ...CONTROL_PLANE] as const;
/** Used where it can be had; the sandbox has a plugin of its own for Kubernetes. */
const WELCOME = ["pulumi-resource-kubernetes"] as const;

/** Absolute paths by name. */
export type Programs = Readonly<Record<(typeof NEEDED)[number], string>> &
  Readonly<Partial<Record<(typeof WELCOME)[number], string>>>;

/** Everything that a rehearsal runs and npm does not ship; built once where it isn't there. Errors: what can't be had. */
export async function obtainPrograms(say: (line: string) => void): Promise<Programs> {
  // `obtain` throws for a program that it can't get, unless that is one that we can do without.
  return (await obtain([...NEEDED, ...WELCOME], say)) as Programs;
}
