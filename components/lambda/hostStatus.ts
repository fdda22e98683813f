import { OWN_TAGS } from "./limits";
import type { Instance } from "./schemas";

/** No longer billed, and never back. */
export function isGone(status: string): boolean {
  return status === "terminated" || status === "terminating";
}

/** Will never serve, but is billed until it is terminated. A status of the vendor's that is new here is not. */
export function isLost(status: string): boolean {
  return status === "unhealthy" || status === "preempted";
}

/** What makes a host this one: its key, inside its project and stack. */
export interface Identity {
  readonly key: string;
  readonly tags: Readonly<Record<string, string>>;
}

export function carries(host: Instance, { key, tags }: Identity): boolean {
  const own = new Map((host.tags ?? []).map((tag) => [tag.key, tag.value]));
  return own.get(OWN_TAGS.key) === key && own.get("project") === tags.project && own.get("stack") === tags.stack;
}

/** Hosts of the same cluster under another key, by id. */
export function peersOf(hosts: readonly Instance[], identity: Identity, cluster: string): Instance[] {
  const { project = "", stack = "" } = identity.tags;
  const others = hosts.filter((host) => {
    const own = new Map((host.tags ?? []).map((tag) => [tag.key, tag.value]));
    const belongs =
      own.get(OWN_TAGS.cluster) === cluster && own.get("project") === project && own.get("stack") === stack;
    return belongs && own.get(OWN_TAGS.key) !== identity.key && !isGone(host.status) && !isLost(host.status);
  });
  return others.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Of all hosts, those of this identity that are billed: the one to keep, its duplicates, and the lost ones. Of several
 * the smallest id is kept, whichever process looks and when, so that two never end each other's host; one that is
 * `held` in the state goes before.
 */
export function sortOut(hosts: readonly Instance[], identity: Identity, held?: string) {
  const mine = hosts.filter((host) => carries(host, identity) && !isGone(host.status));
  const usable = mine.filter((host) => !isLost(host.status)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const keep = usable.find((host) => host.id === held) ?? usable[0];
  const duplicates = usable.filter((host) => host !== keep);
  return { keep, duplicates, lost: mine.filter((host) => isLost(host.status)) };
}
