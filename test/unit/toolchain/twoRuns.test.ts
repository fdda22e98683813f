import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withLock } from "../../../toolchain/lock";
import { obtain } from "../../../toolchain/obtain";
import { identify, isRunning } from "../../../toolchain/processes";
import { type FakeMachine, fakeGo, fakeMachine, program } from "./fakeMachine";

let machine: FakeMachine;
const running: ChildProcess[] = [];
const builds = () =>
  existsSync(join(machine.folder, "builds")) ? readFileSync(join(machine.folder, "builds"), "utf8") : "";
const place = () => join(machine.cache, "tool/1.2.3-linux-amd64/tool");

beforeEach(() => {
  machine = fakeMachine();
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  machine.remove();
});

/** Another process that obtains the tool. */
function obtainer() {
  const args = ["--import", "tsx", join(__dirname, "obtainer.ts"), machine.folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const ended = new Promise<string>((resolve) => child.on("close", () => resolve(output)));
  return { child, ended };
}

test("two runs at once build once, and the second one says for whom it waits", async () => {
  fakeGo(machine, { seconds: 1 });
  const [one, other] = [obtainer(), obtainer()];
  const outputs = await Promise.all([one.ended, other.ended]);
  for (const output of outputs) expect(output).toContain(`path ${place()}`);
  expect(builds().match(/end/g)).toHaveLength(1);
  const waiter = outputs.find((output) => output.includes("waiting"));
  const builder = waiter === outputs[0] ? other.child.pid : one.child.pid;
  expect(waiter).toContain(`waiting for process ${builder}, which obtains tool 1.2.3`);
});

test("after kill -9 in the middle of a build its half is not taken, its go ends, and the next run builds it whole", async () => {
  fakeGo(machine, { seconds: 60 });
  const { child, ended } = obtainer();
  await vi.waitFor(() => expect(readdirSync(join(machine.cache, ".locks"))).toHaveLength(1), 5000);
  const go = await vi.waitFor(() => {
    const pid = Number(builds().split(" ")[0]);
    const [work = ""] = readdirSync(join(machine.cache, ".work"));
    const children = readdirSync(join(machine.cache, ".work", work)).filter((name) => name.startsWith("child,"));
    expect(children.map((name) => Number(name.split(",")[2]))).toContain(pid);
    return pid;
  }, 5000);
  child.kill("SIGKILL");
  await ended;
  const orphan = await identify(go);
  expect(orphan).toBeDefined();
  expect(existsSync(place())).toBe(false);

  fakeGo(machine);
  expect(await obtain(["tool"], () => {}, machine, [program()])).toEqual({ tool: place() });
  expect(orphan && (await isRunning(orphan))).toBe(false);
  expect(readFileSync(place(), "utf8")).toContain("echo tool v1.2.3");
  expect(readdirSync(join(machine.cache, ".work"))).toEqual([]);
});

test("a lock is held by one at a time, and is free afterwards even if the work fails", async () => {
  const lock = join(machine.folder, "locks", "a");
  const identities = await Promise.all([1, 2, 3].map((number) => identity(`${number}`, process.pid)));
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await sleep(20);
    inside--;
    throw new Error("failed");
  };
  const results = await Promise.allSettled(identities.map((mine) => withLock(lock, mine, () => {}, work)));
  expect(results.map((one) => one.status === "rejected" && String(one.reason))).toEqual(Array(3).fill("Error: failed"));
  expect(existsSync(lock)).toBe(false);
});

test("the lock of a process that has died is taken over by exactly one of those who want it", async () => {
  const lock = join(machine.folder, "locks", "a");
  mkdirSync(join(machine.folder, "locks"));
  const dead = { pid: process.pid, started: "another time", host: hostname() }; // the number was given out again
  writeFileSync(lock, JSON.stringify(dead));
  const identities = await Promise.all([1, 2].map((number) => identity(`${number}`, process.pid)));
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await sleep(300);
    inside--;
  };
  await Promise.all(identities.map((mine) => withLock(lock, mine, () => {}, work)));
  expect(existsSync(lock)).toBe(false);
});

test("a lock that a power cut has emptied is nobody's", async () => {
  const lock = join(machine.folder, "a");
  writeFileSync(lock, "");
  expect(
    await withLock(
      lock,
      await identity("mine", process.pid),
      () => {},
      async () => "done",
    ),
  ).toBe("done");
});

test("the lock of a process on another machine is respected as long as it shows signs of life", async () => {
  const lock = join(machine.folder, "a");
  writeFileSync(lock, JSON.stringify({ pid: 1, started: "1", host: "elsewhere" }));
  const mine = await identity("mine", process.pid);
  const waits: number[] = [];
  const held = withLock(
    lock,
    mine,
    ({ pid }) => waits.push(pid),
    async () => "done",
  );
  await vi.waitFor(() => expect(waits).toEqual([1]));
  expect(await Promise.race([held, sleep(300)])).toBeUndefined();
  const longAgo = new Date(Date.now() - 61_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await held).toBe("done");
});

async function identity(name: string, pid: number): Promise<string> {
  const file = join(machine.folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(await identify(pid)));
  return file;
}
