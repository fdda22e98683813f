import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planHosts } from "../../../components/cluster/hostPlan";
import { dnsName } from "../../../components/naming";
import { lambdaInstanceTypes } from "../../../config/lambdaCatalogue";

/** Lambda's host names and Kubernetes' labels (RFC 1123) at once. */
const everywhere = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const part = fc.string({ unit: "binary", maxLength: 80 });
/** What Pulumi allows. */
const stackName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);
const group = fc.record({
  name: fc.stringMatching(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/),
  type: fc.constantFrom(...lambdaInstanceTypes),
  count: fc.integer({ min: 1, max: 5 }),
  role: fc.constantFrom("server" as const, "agent" as const),
});

describe("dnsName", () => {
  it("leaves a good name as it is", () => {
    expect(dnsName("sophia-main-1", "prod")).toBe("sophia-main-1-prod");
  });

  it("fits every vendor, whatever it is made of", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        expect(dnsName(...parts)).toMatch(everywhere);
      }),
    );
  });

  it("tells different texts apart, even where only case, other characters or the end differ", () => {
    const texts = fc.uniqueArray(
      fc.oneof(part, fc.stringMatching(/^[aA][bB_.-]{1,3}$/), fc.stringMatching(/^a{62,70}$/)),
    );
    fc.assert(
      fc.property(texts, (all) => {
        expect(new Set(all.map((text) => dnsName(text))).size).toBe(all.length);
      }),
    );
  });
});

describe("planHosts", () => {
  const groups = fc.uniqueArray(group, { selector: ({ name }) => name, minLength: 1, maxLength: 5 });

  it("plans as many hosts as the groups say, each with a key and a name of its own that Lambda takes", () => {
    fc.assert(
      fc.property(groups, stackName, (all, stack) => {
        const hosts = planHosts(all, stack);
        expect(hosts).toHaveLength(all.reduce((sum, { count }) => sum + count, 0));
        expect(new Set(hosts.map(({ key }) => key)).size).toBe(hosts.length);
        expect(new Set(hosts.map(({ name }) => name)).size).toBe(hosts.length);
        for (const { name } of hosts) expect(name).toMatch(everywhere);
      }),
    );
  });

  it("keeps the keys of all other hosts when one group grows", () => {
    fc.assert(
      fc.property(groups, fc.nat(), (all, index) => {
        const grown = all.map((one, at) => (at === index % all.length ? { ...one, count: one.count + 1 } : one));
        const keys = planHosts(grown, "prod").map(({ key }) => key);
        expect(keys).toEqual(expect.arrayContaining(planHosts(all, "prod").map(({ key }) => key)));
      }),
    );
  });

  it("gives hosts of two stacks different names", () => {
    const same = [{ name: "sophia-main", type: "gpu_1x_a10", count: 1, role: "server" }] as const;
    expect(planHosts(same, "prod")[0]?.name).toBe("sophia-main-1-prod");
    expect(planHosts(same, "staging")[0]?.name).toBe("sophia-main-1-staging");
  });
});
