import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { sshKeyPair } from "../../../credentials/openSsh";

const template = readFileSync(join(__dirname, "../../../k8s/cloud-init.yaml.tpl"), "utf8");
const scripts: { path: string; content: string }[] = parse(template.replace(/%\{\w+\}/g, '""')).write_files;

/** A machine's folders and programs under a temporary root: each of `programs` is a shell script that stands in its place. */
class Machine {
  readonly root = mkdtempSync(join(tmpdir(), "host-scripts-"));

  constructor(programs: Readonly<Record<string, string>>) {
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
    for (const folder of ["bin", "etc", "run", "home/ubuntu/.ssh"])
      mkdirSync(join(this.root, folder), { recursive: true });
    for (const [name, body] of Object.entries(programs)) {
      const logged = `#!/bin/sh\necho "${name} $*" >> ${this.root}/log\n${body}\n`;
      writeFileSync(join(this.root, "bin", name), logged, { mode: 0o755 });
    }
  }

  run(script: string, args: readonly string[] = [], input = "", peers = "") {
    const source = scripts.find(({ path }) => path === `/usr/local/sbin/${script}`)?.content ?? "exit 99";
    const here = source.replaceAll(/(?<![\w/])\/(etc|run|home)\//g, `${this.root}/$1/`).replaceAll("@@PEERS@@", peers);
    const PATH = `${join(this.root, "bin")}:/usr/bin:/bin`;
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", here, script, ...args], { input, env: { PATH } });
    return { status, stdout: `${stdout}`, stderr: `${stderr}` };
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }
}

describe("install-k3s", () => {
  const machine = (curl: string) => new Machine({ curl, sh: "", sleep: "" });
  const joined = "etc/rancher/k3s/config.yaml.d/10-sophia.yaml";

  it("starts a cluster on the first host where nobody else is there", () => {
    const host = machine("");
    expect(host.run("install-k3s", ["server", "starts"])).toMatchObject({ status: 0 });
    expect(host.read(joined)).toBe("cluster-init: true\n");
    expect(host.read("log")).toMatch(/^sh .*install-k3s.sh server$/m);
  });

  it("joins whoever answers, the first host too when it comes back", () => {
    for (const start of ["starts", "joins"]) {
      const host = machine('case "$*" in *10.0.0.2:6443/ping*) exit 0 ;; *ping*) exit 7 ;; esac');
      expect(host.run("install-k3s", ["server", start], "", "10.0.0.1 10.0.0.2")).toMatchObject({ status: 0 });
      expect(host.read(joined)).toBe("server: https://10.0.0.2:6443\n");
    }
  });

  it("never starts a second cluster while hosts of the first are there but silent", () => {
    const host = machine('case "$*" in *ping*) exit 7 ;; esac');
    const { status, stderr } = host.run("install-k3s", ["server", "starts"], "", "10.0.0.1");
    expect([status, stderr]).toEqual([1, "none of the cluster's hosts answers: 10.0.0.1\n"]);
    expect(host.read("log")).not.toContain("install-k3s.sh");
  });

  it("does nothing on a host that has nothing to join", () => {
    const { status, stderr } = machine("").run("install-k3s", ["agent", "joins"]);
    expect([status, stderr]).toEqual([1, "no other host of the cluster was there when this one was launched\n"]);
  });
});

describe("await-installation", () => {
  const awaits = (cloudInit: number, k3s: number) =>
    new Machine({ "cloud-init": `exit ${cloudInit}`, k3s: `exit ${k3s}`, hostname: "echo main" }).run(
      "await-installation",
    );

  it("wants the node ready, and takes cloud-init's warnings (2) but not its errors", () => {
    expect(awaits(0, 0).status).toBe(0);
    expect(awaits(2, 0).status).toBe(0);
    expect(awaits(1, 0).status).not.toBe(0);
    expect(awaits(0, 1).status).not.toBe(0);
  });
});

describe("authorize-keys", () => {
  const [old, next] = [sshKeyPair(Buffer.alloc(32, 1), "").publicKey, sshKeyPair(Buffer.alloc(32, 2), "").publicKey];
  const file = "home/ubuntu/.ssh/authorized_keys";

  it("makes the list all that is let in", () => {
    const host = new Machine({ chown: "" });
    expect(host.run("authorize-keys", [], `${old}\n`)).toMatchObject({ status: 0 });
    expect(host.run("authorize-keys", [], `${old}\n${next}\n`)).toMatchObject({ status: 0 });
    expect(host.read(file)).toBe(`${old}\n${next}\n`);
  });

  it.each(["", "\n", "not a key\n"])(
    "refuses %j, which would let nobody in, and leaves no half-written file",
    (input) => {
      const host = new Machine({ chown: "" });
      host.run("authorize-keys", [], `${old}\n`);
      const { status, stderr } = host.run("authorize-keys", [], input);
      expect([status, stderr]).toEqual([1, "no usable public key on standard input\n"]);
      expect(host.read(file)).toBe(`${old}\n`);
      expect(spawnSync("ls", ["-A", join(host.root, "home/ubuntu/.ssh")]).stdout.toString()).toBe("authorized_keys\n");
    },
  );
});

describe("leave-cluster", () => {
  const k3s = (ready: number, node: string, drain: number) =>
    `case "$*" in *readyz) exit ${ready} ;; *jsonpath*) echo 7 ;; *"get node"*) echo "${node}" ;; *drain*) exit ${drain} ;; esac`;

  it("leaves a host alone that came up under its name since", () => {
    const host = new Machine({ k3s: k3s(0, "node/main", 0) });
    expect(host.run("leave-cluster", ["main", "6"])).toMatchObject({
      status: 0,
      stdout: "the node main is another host by now\n",
    });
    expect(host.read("log")).not.toContain("drain");
  });

  it("drains the node, then forgets it", () => {
    const host = new Machine({ k3s: k3s(0, "node/main", 0) });
    expect(host.run("leave-cluster", ["main", "7"]).status).toBe(0);
    expect(host.read("log")).toMatch(/drain main .*\n.*delete node main --ignore-not-found\n$/);
  });

  it("keeps the node where its pods can't move, so that it can be run again", () => {
    const host = new Machine({ k3s: k3s(0, "node/main", 1) });
    expect(host.run("leave-cluster", ["main", "7"]).status).not.toBe(0);
    expect(host.read("log")).not.toContain("delete node");
  });

  it("has nothing to do where the node is unknown, or the cluster does not answer", () => {
    const gone = new Machine({ k3s: k3s(0, "", 0) });
    expect(gone.run("leave-cluster", ["main", "7"])).toMatchObject({
      status: 0,
      stdout: "the cluster has no node main\n",
    });
    const silent = new Machine({ k3s: k3s(1, "node/main", 0) });
    expect(silent.run("leave-cluster", ["main", "7"])).toMatchObject({
      status: 0,
      stdout: "the cluster does not answer\n",
    });
    expect(silent.read("log")).not.toContain("drain");
  });
});
