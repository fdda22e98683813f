import { isGone } from "../../components/lambda/hostStatus";
import { OWN_TAGS } from "../../components/lambda/limits";
import type { Instance } from "../../components/lambda/schemas";
import type { StackState } from "./stateHosts";

/**
 * What a host is to the stack: `known`, in its state; `coming up`, being created; `missing`, in the state but not at Lambda;
 * `stray`, carries the stack's tags and is in no state; `autoscaled`, carries them too, but is the autoscaler's to end;
 * `other`, of another stack or of nobody here.
 */
export type Standing = "known" | "coming up" | "missing" | "stray" | "autoscaled" | "other";

export interface InventoryRow {
  readonly id: string;
  readonly name: string;
  /** Project and stack by its tags; undefined where it has none. */
  readonly stack: string | undefined;
  readonly standing: Standing;
  readonly region: string;
  readonly type: string;
  readonly status: string;
  /** Undefined where nobody noted when it was launched. */
  readonly ageHours: number | undefined;
  /** By Lambda's list price. */
  readonly dollarsPerHour: number | undefined;
  /** Since it was launched; billing ends when it is terminated, not when it is idle. */
  readonly dollarsSoFar: number | undefined;
}

export interface OwnStack {
  readonly project: string;
  readonly stack: string;
}

/**
 * The stack's hosts in the state against those at Lambda. `instances` must have been asked for before `state` was read: then a
 * host that another run is just launching is in the state's pending operations, and never taken for a stray.
 */
export function inventory(
  instances: readonly Instance[],
  state: StackState,
  own: OwnStack,
  now: number,
): InventoryRow[] {
  const known = new Map(state.hosts.map((host) => [host.id, host]));
  const billed = instances.filter(({ status }) => !isGone(status));
  const there = billed.map((host): InventoryRow => {
    const tags = new Map((host.tags ?? []).map(({ key, value }) => [key, value]));
    const launched = Date.parse(tags.get(OWN_TAGS.launchedAt) ?? "");
    const since = Number.isNaN(launched) ? known.get(host.id)?.createdAt : launched;
    const ageHours = since === undefined ? undefined : Math.max(0, now - since) / 3_600_000;
    const cents = host.instance_type.price_cents_per_hour;
    const dollarsPerHour = cents === undefined ? undefined : cents / 100;
    return {
      id: host.id,
      name: host.name ?? "",
      stack: tags.has("project") ? `${tags.get("project")}/${tags.get("stack")}` : undefined,
      standing: known.has(host.id) ? "known" : standing(tags, state, own),
      region: host.region.name,
      type: host.instance_type.name,
      status: host.status,
      ageHours,
      dollarsPerHour,
      dollarsSoFar: ageHours === undefined || dollarsPerHour === undefined ? undefined : ageHours * dollarsPerHour,
    };
  });
  const present = new Set(billed.map(({ id }) => id));
  const missing = state.hosts.filter(({ id }) => !present.has(id)).map(({ id, name }) => gone(id, name, own));
  return [...there, ...missing].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
}

function standing(tags: ReadonlyMap<string, string>, state: StackState, { project, stack }: OwnStack): Standing {
  if (tags.get("project") !== project || tags.get("stack") !== stack) return "other";
  if (tags.get("managed-by") === "autoscaler") return "autoscaled";
  return state.comingUp.has(tags.get(OWN_TAGS.key) ?? "") ? "coming up" : "stray";
}

function gone(id: string, name: string, { project, stack }: OwnStack): InventoryRow {
  return {
    id,
    name,
    stack: `${project}/${stack}`,
    standing: "missing",
    region: "",
    type: "",
    status: "gone",
    ageHours: undefined,
    dollarsPerHour: undefined,
    dollarsSoFar: undefined,
  };
}
