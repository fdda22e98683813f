/** A record to set at the domain's registrar. */
export interface DnsRecord {
  readonly type: "A" | "CNAME";
  /** As registrars want it: `@` for the domain itself, else what comes before it. */
  readonly host: string;
  readonly value: string;
}

/**
 * What points `domain` at Vercel (https://vercel.com/docs/domains/working-with-domains/add-a-domain). Assumes that the
 * registered domain is the last two labels: true of `sophia-intel.ai`, not of `example.co.uk`.
 */
export function dnsRecords(domain: string): DnsRecord[] {
  const host = domain.split(".").slice(0, -2).join(".");
  return host === ""
    ? [{ type: "A", host: "@", value: "76.76.21.21" }]
    : [{ type: "CNAME", host, value: "cname.vercel-dns.com" }];
}
