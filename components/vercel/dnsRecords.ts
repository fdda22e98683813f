/** A record to set at the domain's registrar. */
export interface DnsRecord {
  readonly type: "A" | "CNAME";
  /** As registrars want it: `@` for the domain itself, else what comes before it. */
  readonly host: string;
  readonly value: string;
}

/** The general values of https://vercel.com/docs/domains/set-up-custom-domain; a project's own work too. */
const vercelAddress = "76.76.21.21";
const vercelName = "cname.vercel-dns-0.com";

/**
 * Whether `domain` is what one registers. Assumes that this is the last two labels: true of `sophia-intel.ai`, not of
 * `example.co.uk`.
 */
export function isRegistered(domain: string): boolean {
  return hostOf(domain) === "";
}

/** What points `domain`, and `www` below a registered one, at Vercel, and `api` below it at the hosts of the gateway. */
export function dnsRecords(domain: string, gateway: readonly string[]): DnsRecord[] {
  const host = hostOf(domain);
  const front: DnsRecord[] = isRegistered(domain)
    ? [
        { type: "A", host: "@", value: vercelAddress },
        { type: "CNAME", host: "www", value: vercelName },
      ]
    : [{ type: "CNAME", host, value: vercelName }];
  const api = isRegistered(domain) ? "api" : `api.${host}`;
  return [...front, ...gateway.map((value): DnsRecord => ({ type: "A", host: api, value }))];
}

const hostOf = (domain: string): string => domain.split(".").slice(0, -2).join(".");
