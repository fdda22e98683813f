import fc from "fast-check";
import type { Properties } from "../../../components/dynamic/implementation";
import type { Program } from "./engine";
import { wanted } from "./hosts";
import type { Platform } from "./platform";
import type { Turn } from "./vendor";

export type Command = fc.AsyncCommand<object, Platform>;

const KEYS = ["main-1", "main-2"];
const REGIONS = ["us-east-1", "us-west-1"];

const OPERATIONS = [
  "*",
  "GET *",
  "GET /instances",
  "GET /instance-types",
  "POST /instance-operations/launch",
  "POST /instance-operations/terminate",
  "POST /instances/{id}",
];

/** Everything that may be wanted at once, as it is wanted in the end. */
export const everything: Program = new Map(KEYS.map((key) => [key, host(key, {})]));

/** A run of the program that comes to its end, or to a bad end, most of all around its launches. */
const ups = fc.tuple(program(), fc.option(turn(), { nil: undefined })).map(([wants, ends]) => up(wants, ends));

/** What may happen in a history, which begins with a run. */
export const beginning: fc.Arbitrary<Command> = ups;

export const commands: fc.Arbitrary<Command>[] = [
  ups,
  ups,
  ups,
  ups,
  fc.constant(command("refresh", async (platform) => platform.refresh().catch(() => undefined))),
  fault(),
  fc
    .array(fc.constantFrom("healthy", "unhealthy", "preempted", "stalled"), { minLength: 1, maxLength: 3 })
    .map((fates) =>
      command(`the next hosts come up ${fates.join(", ")}`, async ({ vendor }) =>
        vendor.lambda.control.setFates(...fates),
      ),
    ),
  fc
    .tuple(fc.constantFrom(...REGIONS), fc.nat(2))
    .map(([region, free]) =>
      command(`room for ${free} in ${region}`, async ({ vendor }) =>
        vendor.lambda.control.setCapacity("gpu_1x_a10", region, free),
      ),
    ),
  fc
    .constantFrom(...REGIONS)
    .map((region) =>
      command(`${region} runs short`, async ({ vendor }) => vendor.lambda.control.runShort("gpu_1x_a10", region, 2)),
    ),
  fc
    .tuple(fc.constantFrom("terminate", "preempt", "makeUnhealthy", "rename"), fc.nat(2))
    .map(([what, at]) => behind(what, at)),
  fc.nat(400).map((seconds) => command(`${seconds} s pass`, ({ vendor }) => vendor.clock.sleep(seconds * 1000))),
];

function up(wants: Program, ends: Turn | undefined): Command {
  const when =
    ends === undefined
      ? ""
      : `, ${ends.dies ? "killed" : "orphaned"} ${ends.done ? "after" : "at"} call ${ends.atCall}`;
  const what = [...wants].map(([key, inputs]) => `${key}${inputs.userDataVersion === "2" ? " v2" : ""}`);
  return command(`up [${what.join(", ")}]${when}`, async (platform) => void (await platform.up(wants, ends)));
}

function fault(): fc.Arbitrary<Command> {
  const kind = fc.constantFrom("drop", "garble", "refuse", "rate-limit", "delay");
  return fc
    .tuple(kind, fc.constantFrom(...OPERATIONS), fc.nat(6), fc.integer({ min: 1, max: 8 }))
    .map(([kind, operation, after, times]) =>
      command(`${kind} ${times} of ${operation} after ${after}`, async ({ vendor }) =>
        vendor.faults.add({ vendor: "lambda", operation, kind, after, times, delayMs: 15_000 }),
      ),
    );
}

/** Behind Pulumi's back, to one of the hosts there are. */
function behind(what: "terminate" | "preempt" | "makeUnhealthy" | "rename", at: number): Command {
  return command(`${what} host ${at}`, async ({ vendor }) => {
    const { control } = vendor.lambda;
    const id = [...vendor.live().keys()].sort()[at];
    if (id === undefined) return;
    if (what === "rename") control.rename(id, "by-hand");
    else control[what](id);
  });
}

function command(name: string, run: (platform: Platform) => Promise<void>): Command {
  return { check: () => true, run: (_model, platform) => run(platform), toString: () => name };
}

function turn(): fc.Arbitrary<Turn> {
  return fc.record({
    atCall: fc.oneof(fc.integer({ min: 3, max: 8 }), fc.integer({ min: 1, max: 30 })),
    done: fc.boolean(),
    dies: fc.boolean(),
  });
}

function program(): fc.Arbitrary<Program> {
  const settings = fc.record({ renamed: fc.boolean(), version: fc.constantFrom("1", "1", "1", "2") });
  return fc
    .tuple(fc.subarray(KEYS), fc.array(settings, { minLength: KEYS.length, maxLength: KEYS.length }))
    .map(([keys, each]) => new Map(keys.map((key, at) => [key, host(key, each[at] ?? {})])));
}

function host(key: string, { renamed = false, version = "1" }): Properties {
  const timeouts = { capacityMinutes: 3, bootMinutes: 8 };
  return wanted(key, { name: renamed ? `${key}-renamed` : key, userDataVersion: version, timeouts, cluster: "sophia" });
}
