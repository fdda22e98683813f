import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { A10, bench, PUBLIC_KEY, type Reply } from "../unit/lambda-standin/cloud";
import { readDescription } from "../unit/lambda-standin/description";
import { envelope, isUnreachable, OPERATIONS } from "../unit/lambda-standin/documented";
import { call, FAILURES, SUCCESSES } from "../unit/lambda-standin/scenarios";

/** The vendor's own description, where this checkout has it beside itself: then all must also be as it says. */
const description = readDescription();

const GENERAL = ["401 global/invalid-api-key", "403 global/account-inactive"];
const documented = Object.entries(OPERATIONS).flatMap(([operation, { errors }]) =>
  [...errors, ...GENERAL].map((error): [string, string] => [operation, error]),
);

/** The mistakes in an answer against the vendor's description; none where there is no description. */
function mistakes(operation: string, { status, body }: Reply): unknown {
  if (description === undefined) return [];
  const schema = description.answer(operation, status);
  if (schema === undefined) return [`${status} is not documented`];
  return schema.safeParse(JSON.parse(body)).error?.issues ?? [];
}

describe("what these tests know of the API", () => {
  it("is all that the vendor's description says of it, with the same errors", () => {
    const known = Object.keys(OPERATIONS).sort();
    expect(known).toHaveLength(24);
    if (description === undefined) return;
    expect(known).toEqual([...description.operations].sort());
    for (const [operation, { errors }] of Object.entries(OPERATIONS)) {
      const said = [...new Set(description.errors(operation))].sort();
      expect([operation, [...errors, ...GENERAL].sort()]).toEqual([operation, said]);
    }
  });
});

describe("an answer of the stand-in", () => {
  it.each(Object.keys(OPERATIONS))("is as documented when it is good: %s", async (operation) => {
    const reply = await SUCCESSES[operation]?.(bench());
    if (reply === undefined) throw new Error(`no way to a 200 of ${operation}`);
    expect(reply.status).toBe(200);
    expect(OPERATIONS[operation]?.data.safeParse(reply.data).error).toBeUndefined();
    expect(mistakes(operation, reply)).toEqual([]);
  });

  const reachable = documented.filter(([operation, error]) => !isUnreachable(operation, error));
  it.each(reachable)("is reachable with each documented error: %s, %s", async (operation, error) => {
    const reply = await FAILURES[`${operation} ${error}`]?.(bench());
    if (reply === undefined) throw new Error(`no way to ${error} of ${operation}`);
    expect(`${reply.status} ${reply.code}`).toBe(error);
    expect(envelope.safeParse(JSON.parse(reply.body)).error).toBeUndefined();
    expect(mistakes(operation, reply)).toEqual([]);
  });

  it("leaves no documented code out", () => {
    const codes = (pairs: string[][]) => new Set(pairs.map(([, error = ""]) => error.split(" ")[1]));
    expect(codes(reachable)).toEqual(codes(documented));
  });

  it("at each moment of a host's life is as documented", async () => {
    const lambda = bench();
    await call(lambda, "POST /ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
    const { data } = await call(lambda, "POST /instance-operations/launch", A10);
    const [id = ""] = data.instance_ids as string[];
    const seen = new Set<unknown>();
    for (let halfMinute = 0; halfMinute < 40; halfMinute++) {
      if (halfMinute === 10) lambda.control.makeUnhealthy(id);
      if (halfMinute === 11) lambda.control.preempt(id);
      if (halfMinute === 12) lambda.control.terminate(id);
      const reply = await call(lambda, "GET /instances/{id}", undefined, id);
      seen.add(reply.data.status ?? reply.code);
      expect(mistakes("GET /instances/{id}", reply)).toEqual([]);
      await lambda.clock.sleep(29_000);
    }
    const statuses = ["booting", "active", "unhealthy", "preempted", "terminating", "terminated"];
    expect([...seen]).toEqual([...statuses, "global/object-does-not-exist"]);
  });
});

/** A body of which any field may be wrong, missing, or more than the vendor takes. */
function body(fields: Record<string, readonly unknown[]>): fc.Arbitrary<Record<string, unknown>> {
  const arbitraries = Object.entries(fields).map(([name, values]) => [name, fc.constantFrom(...values)]);
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys: [] });
}

const names = (longest: number) => ["a", "x".repeat(longest), "x".repeat(longest + 1), "", 7, null];
const rule = { protocol: "tcp", port_range: [22, 22], source_network: "198.51.100.0/24", description: "" };
const ruleLists = [
  [],
  [rule],
  [{ ...rule, protocol: "sctp" }],
  [{ ...rule, port_range: [22] }],
  [{ ...rule, port_range: [0, 65_536] }],
  [{ ...rule, port_range: ["22", "22"] }],
  [{ ...rule, description: "x".repeat(129) }],
  [{ protocol: "tcp" }],
  rule,
];
const REQUESTS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  "POST /instance-operations/launch": body({
    region_name: ["us-east-1", 7],
    instance_type_name: ["gpu_1x_a10", null],
    ssh_key_names: [["deploy"], [7], "deploy"],
    hostname: ["main", "m", "Main", "-main", "", "x".repeat(63), "x".repeat(64)],
    name: names(64),
    image: [{ family: "ubuntu-24-04" }, {}, "ubuntu-24-04"],
    user_data: ["#cloud-config", {}],
    tags: [[], [{ key: "ab", value: "" }], [{ key: "a", value: "" }], [{ key: "A-b", value: "x" }], [{ key: "ab" }]],
    file_system_names: [[], "data"],
    file_system_mounts: [[], [{ mount_point: "/mnt", file_system_id: "x" }], [{ mount_point: "/data" }]],
    firewall_rulesets: [[], [{}]],
    unknown: [1],
  }),
  "POST /instances/{id}": body({ name: names(64) }),
  "POST /instance-operations/terminate": body({ instance_ids: [["x"], "x", [7], null] }),
  "POST /instance-operations/restart": body({ instance_ids: [["x"], "x", [7], null] }),
  "POST /ssh-keys": body({ name: names(64), public_key: [PUBLIC_KEY, "x".repeat(4097), "", 7], unknown: [1] }),
  "POST /filesystems": body({ name: [...names(60), "1a", "a_b"], region: ["us-east-1", 7] }),
  "PUT /firewall-rules": body({ data: ruleLists }),
  "POST /firewall-rulesets": body({ name: names(64), region: ["us-east-1", null], rules: ruleLists }),
  "PATCH /firewall-rulesets/global": body({ rules: ruleLists }),
  "PATCH /firewall-rulesets/{id}": body({ name: names(64), rules: ruleLists }),
};

describe("a request to the stand-in", () => {
  it.each(Object.entries(REQUESTS))(
    "is refused for its parameters where the description refuses it, and only there: %s",
    async (operation, bodies) => {
      const lambda = bench({ quota: { instances: 1e6, filesystems: 1e6, firewallRulesets: 1e6 } });
      await call(lambda, "POST /ssh-keys", { name: "deploy", public_key: PUBLIC_KEY });
      const { data } = await call(lambda, "POST /firewall-rulesets", { name: "a", region: "us-east-1", rules: [] });
      const schema = description?.request(operation);
      await fc.assert(
        fc.asyncProperty(bodies, async (sent) => {
          await lambda.clock.sleep(12_000);
          const reply = await call(lambda, operation, sent, `${data.id}`);
          expect([200, 400, 404]).toContain(reply.status);
          if (schema === undefined) return;
          // A taken name is told with the same code.
          const refused = reply.code === "global/invalid-parameters" && !reply.body.includes("exists already");
          expect({ refused, reply: reply.body }).toEqual({
            refused: !schema.safeParse(sent).success,
            reply: reply.body,
          });
        }),
        { numRuns: 100 },
      );
    },
  );
});
