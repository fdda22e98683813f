import type { InstanceRecord } from "./records";
import type { Timings } from "./settings";

type InstanceStatus = "booting" | "active" | "unhealthy" | "terminated" | "terminating" | "preempted";

/** `launching`: the launch has not answered yet, nothing shows. `gone`: nothing shows any more. */
export type Phase = "launching" | InstanceStatus | "gone";

/** When a host reaches what it reaches by itself; `Infinity` for never. */
interface Milestones {
  readonly listed: number;
  readonly terminable: number;
  readonly addressed: number;
  readonly booted: number;
  readonly restarted: number;
  readonly terminated: number;
  readonly gone: number;
}

export function milestones(record: InstanceRecord, timings: Timings): Milestones {
  const listed = record.requestedAt + timings.launchCall;
  const addressed = listed + timings.address;
  const terminated = (record.terminateAt ?? Number.POSITIVE_INFINITY) + timings.terminating;
  return {
    listed,
    terminable: listed + timings.terminable,
    addressed,
    booted: record.stalled === true ? Number.POSITIVE_INFINITY : addressed + timings.active,
    restarted: record.restartedAt === undefined ? 0 : record.restartedAt + timings.restart,
    terminated,
    gone: terminated + timings.terminated,
  };
}

/** What a host is at `now`: computed, never stored, so that any clock and any restart of the sandbox will do. */
export function phaseOf(record: InstanceRecord, now: number, timings: Timings): Phase {
  const at = milestones(record, timings);
  if (now < at.listed) return "launching";
  if (now >= at.gone) return "gone";
  if (now >= at.terminated) return "terminated";
  if (record.terminateAt !== undefined) return "terminating";
  if (reached(record.preemptedAt, now)) return "preempted";
  const healed = (record.restartedAt ?? Number.NEGATIVE_INFINITY) >= (record.unhealthyAt ?? 0);
  if (reached(record.unhealthyAt, now) && !healed) return "unhealthy";
  return now < at.booted || now < at.restarted ? "booting" : "active";
}

/** The latest moment up to `now` at which this host changed: a moment that callers have seen pass. */
export function lastChange(record: InstanceRecord, now: number, timings: Timings): number {
  const moments = [
    ...Object.values(milestones(record, timings)),
    record.requestedAt,
    record.unhealthyAt ?? 0,
    record.preemptedAt ?? 0,
    record.restartedAt ?? 0,
    record.terminateAt ?? 0,
  ];
  return Math.max(0, ...moments.filter((moment) => moment <= now));
}

function reached(moment: number | undefined, now: number): boolean {
  return moment !== undefined && moment <= now;
}
