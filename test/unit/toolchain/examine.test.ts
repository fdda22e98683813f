import { afterEach, beforeEach, expect, test } from "vitest";
import { examine } from "../../../toolchain/examine";
import { examineLoopback, examineNode } from "../../../toolchain/surroundings";
import { type FakeMachine, fakeGo, fakeMachine, program } from "./fakeMachine";

let machine: FakeMachine;
beforeEach(() => {
  machine = fakeMachine();
});
afterEach(() => machine.remove());

const of = async (name: string, programs = [program()]) =>
  (await examine([], machine, programs)).find((report) => report.program === name);

test("a program that serves is reported with its place and version, and nothing is missing", async () => {
  const path = machine.script("bin/tool", "echo tool v1.2.9");
  const report = { program: "tool", wanted: "1.2.x", necessary: true, path, version: "1.2.9", where: "PATH" };
  expect(await of("tool")).toEqual(report);
});

test("a program that is absent comes with the command that obtains it, and one that doesn't serve is named", async () => {
  const path = machine.script("bin/tool", "echo tool v2.0.0");
  expect(await of("tool")).toEqual({
    program: "tool",
    wanted: "1.2.x",
    necessary: true,
    where: "absent",
    missing: `${path} is 2.0.0; it is downloaded or built at the first \`npm run local\``,
    mend: "npx tsx toolchain/main.ts tool",
  });
});

test("an optional program that is absent needs no mending", async () => {
  const report = await of("tool", [program({ module: undefined, without: "ours is used" })]);
  expect(report).toMatchObject({ necessary: false, where: "absent", missing: "ours is used" });
  expect(report?.mend).toBeUndefined();
});

test("Go is necessary as long as something is left to build", async () => {
  expect(await of("go")).toMatchObject({
    necessary: true,
    where: "absent",
    mend: expect.stringContaining("https://go.dev"),
  });
  machine.script("cache/tool/1.2.3-linux-amd64/tool", "echo tool v1.2.3");
  const absent = await of("go");
  expect(absent).toMatchObject({ necessary: false, missing: "go is not on PATH; nothing is left to build" });
  expect(absent?.mend).toBeUndefined();
  fakeGo(machine);
  const there = await of("go");
  expect(there).toMatchObject({ where: "PATH", version: "1.26.0", wanted: "1.24.0 or newer" });
  expect(there?.missing).toBeUndefined();
});

test("Go that may fetch a newer toolchain by itself is new enough", async () => {
  machine.script("bin/go", "echo go1.21.0; echo auto");
  expect((await of("go"))?.missing).toBeUndefined();
  machine.script("bin/go", "echo go1.21.0; echo local");
  expect((await of("go"))?.missing).toContain("is Go 1.21.0, and 1.24.0 or newer is needed");
});

test("too old a Node is told", () => {
  expect(examineNode("20.20.2")).toMatchObject({ missing: "this is Node 20.20.2", wanted: "22.12 or newer" });
  expect(examineNode("22.11.0").missing).toBeDefined();
  for (const version of ["22.12.0", "22.20.1", "24.0.0"]) expect(examineNode(version).missing).toBeUndefined();
});

test("loopback addresses that are not up come with the command that brings them up", async () => {
  const reports = await examineLoopback(["127.0.0.1", "192.0.2.7"]); // 192.0.2.0/24 is nobody's (RFC 5737)
  expect(reports).toMatchObject([{ where: "absent", mend: "sudo ifconfig lo0 alias 192.0.2.7" }]);
  expect((await examineLoopback(["127.0.0.1"]))[0]?.missing).toBeUndefined();
  expect(await examineLoopback([])).toEqual([]);
});
