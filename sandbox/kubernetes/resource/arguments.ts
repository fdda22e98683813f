import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { KubeConfig } from "@kubernetes/client-node";
import { type Mistake, type Props, UNKNOWN, type Value } from "../../plugin/types";
import type { Settings } from "./connection";

const NOT_REHEARSED: Readonly<Record<string, string>> = {
  renderYamlToDirectory: "objects are applied to the rehearsal's cluster, never rendered to files",
  enableServerSideApply: "only server-side apply is rehearsed, which is the default",
};

/** Every mistake in a provider's arguments that can be told before it connects. */
export function checkArguments(args: Props): Mistake[] {
  const unsupported = Object.entries(NOT_REHEARSED).flatMap(([property, reason]): Mistake[] => {
    const value = args[property];
    const isUsed = property === "enableServerSideApply" ? value === false : value !== undefined && value !== "";
    return isUsed ? [{ property, reason: `can't be rehearsed: ${reason}` }] : [];
  });
  const reason = isKnown(args) ? whyUnusable(args) : undefined;
  return [...unsupported, ...(reason === undefined ? [] : [{ property: "kubeconfig", reason }])];
}

/** False in previews that don't know yet which cluster it will be. */
export function isKnown({ kubeconfig, context, cluster }: Props): boolean {
  return ![kubeconfig, context, cluster].includes(UNKNOWN);
}

/** The kubeconfig with the context and cluster that the arguments choose. Errors: there is none that can be read. */
export function loadKubeconfig({ kubeconfig, context, cluster }: Props): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(textOf(kubeconfig));
  if (typeof context === "string" && context !== "") config.setCurrentContext(context);
  if (typeof cluster !== "string" || cluster === "") return config;
  const current = config.getContextObject(config.getCurrentContext());
  if (current !== null) config.contexts = [{ ...current, cluster }];
  return config;
}

/** Which arguments' change makes it another cluster, by the official plugin's rules. */
export function replacingArguments(olds: Props, news: Props): string[] {
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (name) => olds[name] !== news[name],
  );
  const identifier = news.clusterIdentifier;
  if (identifier !== undefined && identifier !== "") return changed.filter((name) => name === "clusterIdentifier");
  if (!isKnown(news)) return ["kubeconfig", "context", "cluster"].filter((name) => news[name] === UNKNOWN);
  return clusterText(olds) === clusterText(news) ? [] : changed;
}

export function settingsOf(args: Props): Settings {
  return {
    enablePatchForce: args.enablePatchForce === true,
    enableConfigMapMutable: args.enableConfigMapMutable === true,
    enableSecretMutable: args.enableSecretMutable === true,
    upsertExistingObjects: args.upsertExistingObjects === true,
    deleteUnreachable: args.deleteUnreachable === true,
    skipUpdateUnreachable: args.skipUpdateUnreachable === true,
  };
}

/** The parser's own messages quote lines of the kubeconfig, keys among them: they are not passed on. */
function whyUnusable(args: Props): string | undefined {
  if (args.kubeconfig === undefined || args.kubeconfig === "") {
    return "is missing: a rehearsal never takes the cluster of ~/.kube/config or $KUBECONFIG by itself";
  }
  let server: string | undefined;
  try {
    server = loadKubeconfig(args).getCurrentCluster()?.server;
  } catch {
    return "is neither a kubeconfig nor the path of one";
  }
  if (server === undefined) return "has no cluster for its current context: name one with `context` or `cluster`";
  if (isLoopback(server)) return undefined;
  return `leads to ${server}, which is not this machine: a rehearsal touches no other cluster than its own`;
}

function isLoopback(server: string): boolean {
  if (!URL.canParse(server)) return false;
  const { hostname } = new URL(server);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function textOf(kubeconfig: Value | undefined): string {
  // A kubeconfig that is written as JSON arrives decoded.
  if (typeof kubeconfig !== "string") return JSON.stringify(kubeconfig);
  const path = kubeconfig.trim().replace(/^~(?=\/)/, homedir());
  return path.includes("\n") || !existsSync(path) ? kubeconfig : readFileSync(path, "utf8");
}

function clusterText(args: Props): string {
  try {
    return JSON.stringify(loadKubeconfig(args).getCurrentCluster());
  } catch {
    return ""; // An argument of an earlier `up` that can't be read any more: not the same cluster as one that can.
  }
}
