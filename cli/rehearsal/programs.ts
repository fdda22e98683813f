import { obtain } from "../../toolchain/obtain";

/** Everything that a rehearsal runs and npm does not ship; built once where it isn't there. Absolute paths by name. */
export async function obtainPrograms(say: (line: string) => void): Promise<Record<string, string>> {
  return await obtain(
    [
      "pulumi",
      "pulumi-language-nodejs",
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kwok",
      "sophia-esc",
    ],
    say,
  );
}
