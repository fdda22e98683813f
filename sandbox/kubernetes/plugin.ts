import type { KubeConfig } from "@kubernetes/client-node";
import { version as SDK_VERSION } from "@pulumi/kubernetes/package.json";
import type { SandboxContext } from "../context";
import { type Plugin, type Props, UNKNOWN } from "../plugin/types";
import { checkArguments, isKnown, loadKubeconfig, replacingArguments, settingsOf } from "./resource/arguments";
import { type Connection, connectCluster } from "./resource/connection";
import { resourceKind } from "./resource/kind";

/**
 * Stands in for Pulumi's `kubernetes` plugin where that can't be had, against a real API server. Not imitated: charts,
 * releases and patches, client-side apply, YAML rendering, `pulumi.com/waitFor` and `replaceUnready`, waiting for
 * Ingresses, and giving up fields that `ignoreChanges` leaves to another manager.
 */
export function kubernetesPlugin({ log }: Pick<SandboxContext, "log">): Plugin<Connection> {
  return {
    name: "kubernetes",
    version: SDK_VERSION,
    checkConfig: checkArguments,
    replaceProviderOn: replacingArguments,
    configure: async (args, { name }) => {
      const settings = settingsOf(args);
      if (!isKnown(args)) return { cluster: undefined, namespace: defaultNamespace(args), settings };
      const config = loadKubeconfig(args);
      const cluster = await connectCluster(config);
      if (cluster.unreachable !== undefined) log(`kubernetes: provider ${name}: ${cluster.unreachable}`);
      return { cluster, namespace: defaultNamespace(args, config), settings };
    },
    resources: {},
    resource: resourceKind,
  };
}

/** The provider's argument, else the context's namespace, else `default`. */
function defaultNamespace({ namespace }: Props, config?: KubeConfig): string | typeof UNKNOWN {
  if (namespace === UNKNOWN) return UNKNOWN;
  if (typeof namespace === "string" && namespace !== "") return namespace;
  return config?.getContextObject(config.getCurrentContext())?.namespace ?? "default";
}
