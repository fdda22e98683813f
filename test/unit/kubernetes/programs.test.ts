import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ProgramGroup } from "../../../sandbox/kubernetes/cluster/programGroup";
import { programArguments } from "../../../sandbox/kubernetes/cluster/programs";

let folder: string;
const said: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "programs-"));
  said.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A group of shell scripts; `patienceMs` as in ProgramGroup. */
function group(scripts: Record<string, string>, patienceMs?: number): ProgramGroup<string> {
  const commands = Object.fromEntries(Object.entries(scripts).map(([name, script]) => [name, ["-c", script]]));
  const programs = Object.fromEntries(Object.keys(scripts).map((name) => [name, "/bin/sh"]));
  return new ProgramGroup({ folder, programs, log: (line) => said.push(line) }, commands, patienceMs);
}

describe("a group of programs", () => {
  test("fails with the end of the log of the one that ends while it is waited for", async () => {
    const programs = group({ etcd: "sleep 60", server: "echo starting; echo address already in use >&2; exit 3" });
    await programs.start("etcd", "server");
    const never = programs.until("server", async () => false);
    await expect(never).rejects.toThrow(
      /server ended while starting \(exit code 3\)\..*\n {2}starting\n {2}address already in use/s,
    );
    await programs.stop();
  });

  test("fails with the end of the log where it takes too long", async () => {
    const programs = group({ server: "echo still trying; sleep 60" }, 200);
    await programs.start("server");
    await expect(programs.until("server", async () => false)).rejects.toThrow(
      /server was not ready within 0\.2 s\..*still trying/s,
    );
    await programs.stop();
  });

  test("ends the last one started first, and says nothing of an end that was asked for", async () => {
    const log = join(folder, "order");
    const script = (name: string) => `trap 'echo ${name} >> ${log}; exit' TERM; echo up; while :; do sleep 0.05; done`;
    const programs = group({ first: script("first"), second: script("second") });
    await programs.start("first", "second");
    await programs.until("second", async () => readFileSync(join(folder, "logs", "second.log"), "utf8").includes("up"));
    await programs.stop();
    expect(readFileSync(log, "utf8")).toBe("second\nfirst\n");
    expect(said).toEqual([]);
  });

  test("says when one ends by itself later", async () => {
    const programs = group({ server: "exit 1" });
    await programs.start("server");
    await expect.poll(() => said.join()).toContain("server ended (exit code 1)");
    await programs.stop();
  });

  test("names a program that was not obtained", async () => {
    const programs = new ProgramGroup({ folder, programs: {}, log: () => undefined }, { etcd: [] });
    await expect(programs.start("etcd")).rejects.toThrow("the program etcd was not obtained");
  });
});

test("every program listens on loopback alone, or nowhere, and no secret stands in its arguments", () => {
  const commands = programArguments({
    etcdFolder: "etcd",
    authorityFile: "ca.crt",
    serviceAccountKeyFile: "sa.key",
    identityFiles: { etcd: "etcd.pem", "kube-apiserver": "server.pem", aggregator: "aggregator.pem" },
    kubeconfigFiles: { "kube-controller-manager": "m", "kube-scheduler": "s", kwok: "k" },
    ports: { etcd: 1, "etcd-peer": 2, "kube-apiserver": 3 },
  });
  expect(commands["kube-apiserver"]).toContain("--bind-address=127.0.0.1");
  expect(commands.etcd).toContain("--listen-client-urls=https://127.0.0.1:1");
  expect(commands.etcd).toContain("--client-cert-auth=true");
  expect(commands.etcd).toContain("--peer-client-cert-auth=true");
  for (const name of ["kube-controller-manager", "kube-scheduler"] as const) {
    expect(commands[name]).toContain("--secure-port=0");
  }
  expect(JSON.stringify(commands)).not.toMatch(/token|password|BEGIN/i);
});
