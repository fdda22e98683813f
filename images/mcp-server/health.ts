import type { Settings } from "./settings";

/** How deep a check goes: is it alive; can it do its work; everything that helps to find out why not. */
export type HealthLevel = "basic" | "detailed" | "diagnostic";

export interface Vitals {
  readonly draining: boolean;
  readonly uptimeSeconds: number;
  readonly memoryBytes: number;
  readonly requests: number;
}

export interface Health {
  readonly ok: boolean;
  readonly report: Readonly<Record<string, unknown>>;
}

/**
 * `basic` holds as long as the process answers. `detailed` and `diagnostic` hold while every service has its credential
 * and the server is not on its way out, so that traffic goes elsewhere otherwise.
 */
export function health(level: HealthLevel, { server, services }: Settings, vitals: Vitals): Health {
  if (level === "basic") return { ok: true, report: { status: "ok", server } };
  const missing = Object.keys(services).filter((service) => !services[service]);
  const ok = missing.length === 0 && !vitals.draining;
  const detailed = {
    status: ok ? "ok" : "unavailable",
    server,
    services: statusOf(services),
    draining: vitals.draining,
  };
  if (level === "detailed") return { ok, report: detailed };
  const { uptimeSeconds, memoryBytes, requests } = vitals;
  return { ok, report: { ...detailed, uptimeSeconds, memoryBytes, requests, node: process.version } };
}

/** By service, `configured` or `no credential`. */
export function statusOf(services: Settings["services"]): Record<string, string> {
  const status = (configured: boolean) => (configured ? "configured" : "no credential");
  return Object.fromEntries(Object.entries(services).map(([service, configured]) => [service, status(configured)]));
}
