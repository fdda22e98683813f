import { expect, it } from "vitest";
import { dnsRecords } from "../../../../components/vercel/dnsRecords";

it("a registered domain points at Vercel's address, `www` at its name, `api` at each host of the gateway", () => {
  expect(dnsRecords("sophia-intel.ai", ["203.0.113.1", "203.0.113.2"])).toEqual([
    { type: "A", host: "@", value: "76.76.21.21" },
    { type: "CNAME", host: "www", value: "cname.vercel-dns-0.com" },
    { type: "A", host: "api", value: "203.0.113.1" },
    { type: "A", host: "api", value: "203.0.113.2" },
  ]);
});

it("a name below it is an alias, without `www`", () => {
  expect(dnsRecords("app.staging.sophia-intel.ai", ["203.0.113.1"])).toEqual([
    { type: "CNAME", host: "app.staging", value: "cname.vercel-dns-0.com" },
    { type: "A", host: "api.app.staging", value: "203.0.113.1" },
  ]);
});
