import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { A10, type Bench, bench, PUBLIC_KEY, temporary } from "./cloud";

const REGIONS = ["us-east-1", "us-west-1"] as const;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("launch" as const), region: fc.constantFrom(...REGIONS) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), seconds: fc.integer({ min: 0, max: 400 }) }) },
  ...(
    ["terminate", "restart", "rename", "preempt", "unhealthy", "vanish", "deleteKey", "deleteFilesystem"] as const
  ).map((name) => fc.record({ do: fc.constant(name), which: fc.nat(5) })),
  fc.record({ do: fc.constant("createFilesystem" as const), region: fc.constantFrom(...REGIONS) }),
  fc.record({ do: fc.constant("createKey" as const) }),
  fc.record({ do: fc.constant("capacity" as const), region: fc.constantFrom(...REGIONS), free: fc.nat(3) }),
  fc.record({ do: fc.constant("startAgain" as const), behind: fc.integer({ min: 0, max: 1_000 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What the caller may rely on: hosts it launched and neither it nor anybody else ended. */
class History {
  readonly statuses = new Set<number>();
  readonly launched: string[] = [];
  readonly ended = new Set<string>();

  constructor(
    public lambda: Bench,
    private readonly folder: string,
  ) {}

  async call(method: string, path: string, body?: unknown) {
    await this.lambda.clock.sleep(12_000);
    const answer = await this.lambda.call(method, path, body);
    this.statuses.add(answer.status);
    return answer;
  }

  async list<T>(path: string): Promise<T[]> {
    return (await this.call("GET", path)).data as unknown as T[];
  }

  async do(step: Step): Promise<void> {
    const { lambda } = this;
    const host = "which" in step ? (this.launched[step.which] ?? "none") : "none";
    switch (step.do) {
      case "launch": {
        const [filesystem] = (await this.list<{ name: string; region: { name: string } }>("/file-systems")).filter(
          ({ region }) => region.name === step.region,
        );
        const file_system_names = filesystem === undefined ? [] : [filesystem.name];
        const asked = { ...A10, region_name: step.region, file_system_names };
        const answer = await this.call("POST", "/instance-operations/launch", asked);
        this.launched.push(...((answer.data as { instance_ids?: string[] }).instance_ids ?? []));
        return;
      }
      case "wait":
        return lambda.clock.sleep(step.seconds * 1_000);
      case "terminate": {
        const answer = await this.call("POST", "/instance-operations/terminate", { instance_ids: [host] });
        if (answer.status === 200) this.ended.add(host);
        return;
      }
      case "restart":
        return void (await this.call("POST", "/instance-operations/restart", { instance_ids: [host] }));
      case "rename":
        return void (await this.call("POST", `/instances/${host}`, { name: `host-${step.which}` }));
      case "preempt":
      case "unhealthy":
      case "vanish":
        if (!lambda.cloud.fleet.holding().some(({ id }) => id === host)) return;
        if (step.do === "preempt") return lambda.control.preempt(host);
        if (step.do === "unhealthy") return lambda.control.makeUnhealthy(host);
        this.ended.add(host);
        return lambda.control.terminate(host);
      case "createKey":
        return void (await this.call("POST", "/ssh-keys", { name: "deploy", public_key: PUBLIC_KEY }));
      case "createFilesystem":
        return void (await this.call("POST", "/filesystems", { name: "data", region: step.region }));
      case "deleteKey":
      case "deleteFilesystem": {
        const [from, to] = step.do === "deleteKey" ? ["/ssh-keys", "/ssh-keys"] : ["/file-systems", "/filesystems"];
        const [first] = await this.list<{ id: string }>(from);
        return void (await this.call("DELETE", `${to}/${first?.id ?? "none"}`));
      }
      case "capacity":
        return lambda.control.setCapacity("gpu_1x_a10", step.region, step.free);
      case "startAgain":
        // The new clock is behind the old one, as a fast clock that begins anew is.
        this.lambda = bench({}, lambda.clock.now() - step.behind * 1_000, this.folder);
    }
  }

  check(): void {
    const { fleet, sshKeys, filesystems } = this.lambda.cloud;
    const held = fleet.holding();
    expect(new Set(held.map(({ record }) => record.ip)).size).toBe(held.length);
    for (const { record } of held) {
      expect(sshKeys.list().map(({ value }) => value.name)).toEqual(expect.arrayContaining([...record.ssh_key_names]));
      for (const mount of record.file_system_mounts) expect(filesystems.get(mount.file_system_id)).toBeDefined();
    }
  }
}

/** What somebody ended by hand must not be there again because the clock of the next sandbox is behind. */
const ENDED_BEFORE_A_RESTART: Step[] = [
  { do: "launch", region: "us-east-1" },
  { do: "wait", seconds: 15 },
  { do: "vanish", which: 0 },
  { do: "startAgain", behind: 15 },
];

describe("any history of calls", () => {
  it("keeps addresses apart, keys and file systems of hosts in place, no host lost, and is never answered 500", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const folder = temporary();
        const history = new History(bench({}, 1_800_000_000_000, folder), folder);
        await history.do({ do: "createKey" });
        for (const one of steps) {
          await history.do(one);
          history.check();
        }
        await history.lambda.clock.sleep(31_000);
        const alive = history.launched.filter((id) => !history.ended.has(id));
        const listed = await history.list<{ id: string; ip?: string; status: string }>("/instances");
        expect(listed.map(({ id }) => id)).toEqual(alive);
        expect(history.lambda.control.held().instances).toBe(alive.length);
        await history.lambda.clock.sleep(600_000);
        history.lambda.cloud.fleet.settle();
        expect(history.lambda.world.collection("lambda.instance").list()).toHaveLength(alive.length);
        expect([...history.statuses].filter((status) => status >= 500 || status === 429)).toEqual([]);
      }),
      { numRuns: 150, examples: [[ENDED_BEFORE_A_RESTART]] },
    );
  });
});
