import fc from "fast-check";
import { expect, it } from "vitest";
import { sortOut } from "../../../components/lambda/hostStatus";
import type { Instance } from "../../../components/lambda/schemas";

const identity = { key: "main", tags: { project: "p", stack: "s" } };

const hosts = fc.uniqueArray(
  fc.record({
    id: fc.nat(999).map(String),
    status: fc.constantFrom(
      "booting",
      "active",
      "unhealthy",
      "preempted",
      "terminating",
      "terminated",
      "new-at-the-vendor",
    ),
    key: fc.constantFrom("main", "main", "other", undefined),
    stack: fc.constantFrom("s", "s", "another"),
  }),
  { selector: ({ id }) => id, maxLength: 6 },
);

function instance({ id, status, key, stack }: { id: string; status: string; key?: string; stack: string }): Instance {
  const tags = [
    { key: "project", value: "p" },
    { key: "stack", value: stack },
  ];
  if (key !== undefined) tags.push({ key: "idempotency-key", value: key });
  const where = { region: { name: "us-east-1" }, instance_type: { name: "gpu_1x_a10" } };
  return { id, status, tags, ssh_key_names: [], file_system_names: [], ...where };
}

it("keeps the same one of several hosts in whatever order they are listed and whether they are up yet", () => {
  fc.assert(
    fc.property(hosts, fc.boolean(), (some, up) => {
      const seen = some.map(instance);
      const later = seen
        .map((host) => (host.status === "booting" && up ? { ...host, status: "active" } : host))
        .reverse();
      expect(sortOut(later, identity).keep?.id).toBe(sortOut(seen, identity).keep?.id);
    }),
  );
});

it("never wants anything ended that is not of this key, project and stack, or is going anyway", () => {
  fc.assert(
    fc.property(hosts, (some) => {
      const { keep, duplicates, lost } = sortOut(some.map(instance), identity);
      const touched = new Set([keep, ...duplicates, ...lost].map((host) => host?.id));
      for (const { id, key, stack, status } of some) {
        const ours = key === "main" && stack === "s" && !status.startsWith("terminat");
        expect(touched.has(id)).toBe(ours);
      }
      expect(duplicates).not.toContain(keep);
    }),
  );
});

it("keeps the host that is in the state, whichever id it has", () => {
  const both = ["a", "b"].map((id) => instance({ id, status: "active", key: "main", stack: "s" }));
  expect(sortOut(both, identity).keep?.id).toBe("a");
  expect(sortOut(both, identity, "b").keep?.id).toBe("b");
});
