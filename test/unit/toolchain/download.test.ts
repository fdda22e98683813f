import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findSum } from "../../../toolchain/download";
import { fetchFile } from "../../../toolchain/http";
import { obtain } from "../../../toolchain/obtain";
import { type FakeMachine, fakeGo, fakeMachine, program, tool } from "./fakeMachine";

let machine: FakeMachine;
let server: Server;
let base: string;
let lines: string[];
let requests: string[];
const files = new Map<string, Buffer>();
const say = (line: string) => lines.push(line.replace(/ 127\.0\.0\.1:\d+/g, " vendor"));
const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");
const asked = (path: string) => requests.filter((one) => one === `GET ${path}`).length;

beforeEach(async () => {
  machine = fakeMachine();
  lines = [];
  requests = [];
  files.clear();
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const file = files.get(request.url ?? "");
    response.writeHead(file ? 200 : 404, file && { "content-length": file.length }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  machine.remove();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const downloaded = (name = "tool") => join(machine.cache, name, "1.2.3-linux-amd64", name);
const single = () => program({ download: () => ({ url: `${base}/tool`, sums: `${base}/tool.sha256` }) });

function publish(text = tool("1.2.3", "vendor"), sum = sha256(Buffer.from(text))): void {
  files.set("/tool", Buffer.from(text));
  files.set("/tool.sha256", Buffer.from(`${sum}\n`));
}

test("a download whose sum is right is taken before a build", async () => {
  publish();
  fakeGo(machine);
  expect(await obtain(["tool"], say, machine, [single()])).toEqual({ tool: downloaded() });
  expect(readFileSync(downloaded(), "utf8")).toContain("vendor");
  expect(lines).toEqual(["downloading tool 1.2.3 from vendor", "downloading tool 1.2.3 from vendor: done in 0 s"]);
});

test("a download whose sum is wrong is refused, is not kept, and the program is built", async () => {
  publish(tool("1.2.3", "tampered with"), "0".repeat(64));
  fakeGo(machine);
  await obtain(["tool"], say, machine, [single()]);
  expect(readFileSync(downloaded(), "utf8")).not.toContain("tampered with");
  expect(lines.join("\n")).toMatch(
    /not downloaded: .*\/tool has the SHA-256 sum [0-9a-f]{64}, and .* says 0{64}: refused/,
  );
});

test("without its published sum a file is not even fetched", async () => {
  publish();
  files.delete("/tool.sha256");
  await expect(obtain(["tool"], say, machine, [single()])).rejects.toThrow("/tool.sha256 answers 404");
  expect(asked("/tool")).toBe(0);
});

test("a download that does not run here, or is another version, is refused", async () => {
  publish(tool("1.2.4"));
  await expect(obtain(["tool"], say, machine, [single()])).rejects.toThrow(
    "it reports the version 1.2.4 instead of 1.2.3",
  );
  publish("\x7fELF for another machine");
  await expect(obtain(["tool"], say, machine, [single()])).rejects.toThrow("it reports the version unknown");
  expect(existsSync(downloaded())).toBe(false);
});

test("of the programs of one module those that can't be downloaded are built", async () => {
  publish();
  fakeGo(machine);
  const missing = program({ name: "other", download: () => ({ url: `${base}/other` }) });
  const paths = await obtain(["tool", "other"], say, machine, [single(), missing]);
  expect(paths).toEqual({ tool: downloaded(), other: downloaded("other") });
  expect(readFileSync(downloaded(), "utf8")).toContain("vendor");
});

test("two programs of one archive are obtained with one download", async () => {
  machine.script("pack/pulumi/one", "echo v1.2.3");
  machine.script("pack/pulumi/two", "echo v1.2.3");
  const archive = join(machine.folder, "both.tar.gz");
  execFileSync("tar", ["-czf", archive, "-C", join(machine.folder, "pack"), "pulumi"]);
  files.set("/both.tar.gz", readFileSync(archive));
  files.set("/sums", Buffer.from(`${"1".repeat(64)}  other.tar.gz\n${sha256(readFileSync(archive))}  both.tar.gz\n`));
  const both = ["one", "two"].map((name) =>
    program({
      name,
      module: undefined,
      download: () => ({ url: `${base}/both.tar.gz`, member: `pulumi/${name}`, sums: `${base}/sums` }),
    }),
  );
  const paths = await obtain(["one", "two"], say, machine, both);
  expect(paths).toEqual({ one: downloaded("one"), two: downloaded("two") });
  expect(asked("/both.tar.gz")).toBe(1);
});

test("a host that cannot be reached is tried once for all programs, and known at once", async () => {
  const address = base;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const several = ["one", "two", "three"].map((name) =>
    program({ name, module: undefined, download: () => ({ url: `${address}/${name}` }) }),
  );
  const start = Date.now();
  await expect(obtain(["one", "two", "three"], say, machine, several)).rejects.toThrow("ECONNREFUSED");
  expect(Date.now() - start).toBeLessThan(1000);
  expect(lines).toEqual(["not downloaded: vendor cannot be reached (ECONNREFUSED)"]);
});

test("a host that takes the connection and stays silent is given up after 3 s", async () => {
  server.removeAllListeners("request");
  const silent = program({ module: undefined, download: () => ({ url: `${base}/tool` }) });
  const start = Date.now();
  await expect(obtain(["tool"], say, machine, [silent])).rejects.toThrow("cannot be reached (silent for 3 s)");
  expect(Date.now() - start).toBeLessThan(4500);
});

test("a download that breaks off is not taken", async () => {
  publish();
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.url === "/tool") response.writeHead(200, { "content-length": 1000 }).write("#!/bin/sh\n");
    else response.end(files.get(request.url ?? ""));
    if (request.url === "/tool") setTimeout(() => response.destroy(), 50);
  });
  await expect(obtain(["tool"], say, machine, [single()])).rejects.toThrow(/by download: .*\/tool: /);
  expect(existsSync(downloaded())).toBe(false);
});

test("a slow download is waited for as long as it moves, and given up when it doesn't", async () => {
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    let left = 6;
    const timer = setInterval(() => {
      response.write("x");
      if (--left === 0 && request.url === "/slow") response.end();
      if (left === 0) clearInterval(timer);
    }, 100);
  });
  const file = join(machine.folder, "file");
  let bytes = 0;
  const received = (far: number) => {
    bytes = far;
  };
  expect(await fetchFile(`${base}/slow`, file, received, 400)).toBe(sha256(Buffer.from("xxxxxx")));
  expect(bytes).toBe(6);
  await expect(fetchFile(`${base}/stuck`, file, received, 400)).rejects.toThrow("/stuck: silent for 0.4 s");
});

test("a sum is found in the forms that vendors publish", () => {
  const sum = "ab".repeat(32);
  expect(findSum(`${sum}\n`, "x")).toBe(sum);
  expect(findSum(sum.toUpperCase(), "x")).toBe(sum);
  expect(findSum(`${"0".repeat(64)}  y\n${sum} *./x\n`, "x")).toBe(sum);
  expect(findSum(`${sum}  xx\n`, "x")).toBeUndefined();
  expect(findSum("<html>not found</html>", "x")).toBeUndefined();
});
