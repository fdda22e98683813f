import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UserError } from "../../../cli/userError";
import { obtain } from "../../../toolchain/obtain";
import { type FakeMachine, fakeGo, fakeMachine, program } from "./fakeMachine";

let machine: FakeMachine;
let lines: string[];
const say = (line: string) => lines.push(line);
const builds = () => readFileSync(join(machine.folder, "builds"), "utf8").trim().split("\n");
const place = () => join(machine.cache, "tool/1.2.3-linux-amd64/tool");

beforeEach(() => {
  machine = fakeMachine();
  lines = [];
});
afterEach(() => machine.remove());

test("a program on PATH in a version that serves is taken before one in the cache", async () => {
  machine.script("cache/tool/1.2.3-linux-amd64/tool", "echo tool v1.2.3");
  const onPath = machine.script("bin/tool", "echo tool v1.2.9");
  expect(await obtain(["tool"], say, machine, [program()])).toEqual({ tool: onPath });
  expect(lines).toEqual([]);
});

test("one on PATH in another minor version, or one that does not start, is passed over for the cache", async () => {
  const cached = machine.script("cache/tool/1.2.3-linux-amd64/tool", "echo tool v1.2.3");
  machine.script("bin/tool", "echo tool v1.3.0");
  expect(await obtain(["tool"], say, machine, [program()])).toEqual({ tool: cached });
  machine.script("bin/tool", "exit 1");
  expect(await obtain(["tool"], say, machine, [program()])).toEqual({ tool: cached });
});

test("a later folder of PATH is looked at too", async () => {
  machine.script("bin/tool", "echo tool v9.9.9");
  const second = machine.script("bin2/tool", "echo tool v1.2.0");
  const env = { ...machine.env, PATH: `${machine.env.PATH}:${join(machine.folder, "bin2")}` };
  expect(await obtain(["tool"], say, { ...machine, env }, [program()])).toEqual({ tool: second });
});

test("a language host on PATH is taken only beside the program it was installed with", async () => {
  const host = program({ name: "host", onPath: { beside: "tool" } });
  fakeGo(machine);
  machine.script("bin/tool", "echo tool v1.2.3");
  const beside = machine.script("bin/host", "exit 1");
  expect(await obtain(["host"], say, machine, [program(), host])).toEqual({ host: beside });
  machine.script("bin2/tool", "echo tool v1.2.3");
  const env = { ...machine.env, PATH: `${join(machine.folder, "bin2")}:${machine.env.PATH}` };
  const built = join(machine.cache, "host/1.2.3-linux-amd64/host");
  expect(await obtain(["host"], say, { ...machine, env }, [program(), host])).toEqual({ host: built });
});

test("what is nowhere is built from its module, without C, from the pinned sums, and kept", async () => {
  fakeGo(machine);
  expect(await obtain(["tool"], say, machine, [program()])).toEqual({ tool: place() });
  expect(lines).toEqual([
    "fetching the Go modules of tool 1.2.3",
    "fetching the Go modules of tool 1.2.3: done in 0 s",
    "building tool 1.2.3 from Go modules (usually about 1 s on 2 cores, once)",
    "building tool 1.2.3 from Go modules: done in 0 s",
  ]);
  await obtain(["tool"], say, machine, [program()]);
  expect(builds()).toHaveLength(2);
  expect(builds()[0]).toMatch(/CGO_ENABLED=0 build .*-trimpath -mod=readonly .* example\.org\/tool$/);
  expect(readdirSync(join(machine.cache, ".work"))).toEqual([]);
  expect(readdirSync(join(machine.cache, ".locks"))).toEqual([]);
});

test("programs of one module are built in one go", async () => {
  fakeGo(machine);
  const both = ["one", "two"].map((name) =>
    program({ name, module: { folder: "tool", package: `example.org/cmd/${name}`, seconds: 1 } }),
  );
  const paths = await obtain(["one", "two"], say, machine, both);
  for (const name of ["one", "two"]) expect(paths[name]).toBe(join(machine.cache, name, "1.2.3-linux-amd64", name));
  expect(builds()).toHaveLength(2);
  expect(builds()[0]).toMatch(/ example\.org\/cmd\/one example\.org\/cmd\/two$/);
});

test("builds come one after the other", async () => {
  fakeGo(machine, { seconds: 0.2 });
  const three = ["one", "two", "three"].map((name) => {
    mkdirSync(join(machine.modules, name));
    writeFileSync(join(machine.modules, name, "go.mod"), "module x\n\ngo 1.24.0\n");
    return program({ name, module: { folder: name, package: `example.org/${name}`, seconds: 1 } });
  });
  await obtain(["one", "two", "three"], say, machine, three);
  const order = builds().map((line) => (line === "end" ? "end" : "begin"));
  expect(order).toEqual(["begin", "end", "begin", "end", "begin", "end"]);
});

test("a folder that was emptied by hand is filled again", async () => {
  fakeGo(machine);
  mkdirSync(dirname(place()), { recursive: true });
  writeFileSync(join(dirname(place()), "something"), "");
  expect(await obtain(["tool"], say, machine, [program()])).toEqual({ tool: place() });
});

test("a build that makes something else than the pinned version is refused", async () => {
  fakeGo(machine);
  const other = program({ version: "1.2.4", onPath: { ask: ["--version"], serves: "same major, not older" } });
  await expect(obtain(["tool"], say, machine, [other])).rejects.toThrow(
    "from its Go module: it reports the version 1.2.3 instead of 1.2.4",
  );
  expect(existsSync(join(machine.cache, "tool"))).toBe(false);
});

test("an error says for every program why each way was closed, and what would open one", async () => {
  machine.script("bin/tool", "echo tool v0.9.0");
  const download = () => ({ url: "http://127.0.0.1:9/tool" });
  const other = program({ name: "other", module: undefined, download });
  const failure = await obtain(["tool", "other"], say, machine, [program({ download }), other]).catch((error) => error);
  expect(failure).toBeInstanceOf(UserError);
  expect(failure.message.split("\n")).toEqual([
    "tool 1.2.x could not be obtained",
    `  on PATH: ${machine.folder}/bin/tool is 0.9.0`,
    expect.stringMatching(/^ {2}by download: 127\.0\.0\.1:9 cannot be reached/),
    "  from its Go module: go is not on PATH",
    "other 1.2.x could not be obtained",
    "  on PATH: none",
    expect.stringMatching(/^ {2}by download: 127\.0\.0\.1:9 cannot be reached/),
    "  from its Go module: it has none",
  ]);
  expect(failure.mend).toBe(
    "One of these is enough: install Go 1.24.0 or newer (https://go.dev/doc/install) and let it reach a module proxy; " +
      "or put tool 1.2.x, other 1.2.x on PATH; or allow downloads from 127.0.0.1:9. Then run the same command again.",
  );
});

test("too old a Go is named, and what Go itself complains of is shown", async () => {
  fakeGo(machine, { version: "1.23.4" });
  const old = `${machine.folder}/bin/go is Go 1.23.4, and 1.24.0 or newer is needed`;
  await expect(obtain(["tool"], say, machine, [program()])).rejects.toThrow(old);
  machine.script("bin/go", '[ "$1" = env ] && echo go1.26.0 && exit 0; echo "go: module lookup refused" >&2; exit 1');
  await expect(obtain(["tool"], say, machine, [program()])).rejects.toThrow("go: module lookup refused");
});

test("a full disk is told as such", async () => {
  machine.script(
    "bin/go",
    '[ "$1" = env ] && echo go1.26.0 && exit 0; echo "x.a: no space left on device" >&2; exit 1',
  );
  const failure = await obtain(["tool"], say, machine, [program()]).catch((error) => error);
  expect(failure).toBeInstanceOf(UserError);
  expect(failure.message).toContain("the disk is full");
});

test("a cache folder that cannot be made is told as such", async () => {
  fakeGo(machine);
  writeFileSync(machine.cache, "a file in its place");
  const failure = await obtain(["tool"], say, machine, [program()]).catch((error) => error);
  expect(failure).toBeInstanceOf(UserError);
  expect(failure.message).toBe(`the cache folder ${machine.cache} cannot be written (ENOTDIR)`);
});

test("an optional program that cannot be had is left out, saying what is done without it", async () => {
  const optional = program({ module: undefined, onPath: "always", without: "ours is used" });
  expect(await obtain(["tool"], say, machine, [optional])).toEqual({});
  expect(lines).toEqual(["tool: none is published for linux on amd64; ours is used"]);
});

test("an optional program is taken from where its vendor installs it", async () => {
  const installed = machine.script("plugins/tool", "exit 1");
  const optional = program({ installed: () => join(machine.folder, "plugins"), without: "ours is used" });
  expect(await obtain(["tool"], say, machine, [optional])).toEqual({ tool: installed });
});

test("an unknown name is refused with those that there are", async () => {
  await expect(obtain(["tol"], say, machine, [program()])).rejects.toThrow(
    'there is no program "tol"; there are: tool',
  );
});
