import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialise } from "../../../sandbox/lambda/host/cloudInit";
import { execute } from "../../../sandbox/lambda/host/commands";
import { addressesMissing, requireLoopback } from "../../../sandbox/lambda/host/loopback";
import { type Machine, machine } from "../../../sandbox/lambda/host/machine";
import { splitWords } from "../../../sandbox/lambda/host/words";
import type { InstanceRecord } from "../../../sandbox/lambda/records";
import { bench, launched, PUBLIC_KEY } from "./cloud";
import { newKeyPair } from "./ssh";

async function inside(more: Record<string, unknown> = {}): Promise<Machine> {
  const lambda = bench();
  const id = await launched(lambda, { hostname: "main", ...more });
  const record = lambda.world.collection<InstanceRecord>("lambda.instance").get(id);
  if (record === undefined) throw new Error("no record");
  const surroundings = { authorize: () => undefined, leave: async (node: string) => `${node} left\n` };
  return machine(id, () => record, "kubeconfig", surroundings);
}

describe("a command line", () => {
  it("is split as a shell would", () => {
    expect(splitWords(`cat  '/a b' "c \\"d\\" 'e'" f\\ g""h i=j`)).toEqual({
      words: ["cat", "/a b", `c "d" 'e'`, "f gh", "i=j"],
    });
    expect(splitWords("")).toEqual({ words: [] });
  });

  it.each(["a && b", "a; b", "a | b", "a > b", "echo $HOME", 'echo "$HOME"', "echo `a`", "ls *", "a &", "(a)", "a\nb"])(
    "with shell syntax is named and not run: %s",
    (line) => expect(splitWords(line)).toHaveProperty("unsupported"),
  );

  it("gives back any words that were quoted", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
        expect(splitWords(quoted)).toEqual({ words });
      }),
    );
  });
});

describe("a host's commands", () => {
  it.each([
    ["true", "", 0],
    ["false", "", 1],
    ["echo a 'b c'", "a b c\n", 0],
    ["sudo whoami", "root\n", 0],
    ["sudo -n whoami", "root\n", 0],
    ["hostname", "main\n", 0],
    ["test -f /etc/os-release", "", 0],
    ["test -r /etc/rancher/k3s/k3s.yaml", "", 1],
    ["sudo test -r /etc/rancher/k3s/k3s.yaml", "", 0],
    ["cat /etc/hostname", "main\n", 0],
    ["cloud-init status --wait", "status: done\n", 0],
  ])("%s", async (line, stdout, code) => {
    expect(execute(await inside(), line)).toEqual({ stdout, stderr: "", code });
  });

  it("show the system and the GPU", async () => {
    const host = await inside();
    expect(execute(host, "uname -a").stdout).toMatch(/^Linux main .*x86_64/);
    expect(execute(host, "cat /etc/os-release").stdout).toContain('VERSION_ID="24.04"');
    expect(execute(host, "nvidia-smi -L").stdout).toMatch(/^GPU 0: NVIDIA A10 \(UUID: GPU-[0-9a-f-]{36}\)\n$/);
  });

  it.each(["frobnicate", "sudo frobnicate", "constructor", "nvidia-smi", "cloud-init clean"])(
    "that are not imitated say so with 127: %s",
    async (line) => {
      const { stderr, code } = execute(await inside(), line);
      expect(code).toBe(127);
      expect(stderr).toMatch(/command not found\nThis host is a stand-in; it knows: sudo, true/);
    },
  );

  it("joined by a shell's syntax say so with 127", async () => {
    const { stderr, code } = execute(await inside(), "true && true");
    expect([code, stderr]).toEqual([127, expect.stringContaining("&&: this host is a stand-in")]);
  });
});

describe("user data", () => {
  it("writes files, gzipped and appended ones too, readable to whom they belong", () => {
    const packed = gzipSync("packed").toString("base64");
    const { files, mistake } = initialise(
      [
        "#cloud-config",
        "write_files:",
        "  - { path: /a, content: one }",
        "  - { path: /a, content: two, append: true }",
        `  - { path: /b, content: ${packed}, encoding: gz+b64, permissions: '0640' }`,
        "  - { path: /c, content: mine, owner: 'ubuntu:ubuntu', permissions: '0600' }",
        "runcmd: [ignored]",
      ].join("\n"),
    );
    expect(mistake).toBeUndefined();
    expect(Object.fromEntries(files)).toEqual({
      "/a": { content: "onetwo", readable: true },
      "/b": { content: "packed", readable: false },
      "/c": { content: "mine", readable: true },
    });
  });

  it.each([
    ["no #cloud-config", "#!/bin/sh\necho secret"],
    ["no YAML", "#cloud-config\na: [secret"],
    ["the wrong shape", "#cloud-config\nwrite_files: secret"],
    ["a host key that is none", "#cloud-config\nssh_keys: { ed25519_private: secret }"],
    ["bytes that are not gzip", "#cloud-config\nwrite_files: [{ path: /a, content: secret, encoding: gzip }]"],
  ])("that is %s is an error of cloud-init, not of the vendor, and is not quoted", async (_what, user_data) => {
    const host = await inside({ user_data });
    const { stdout, stderr, code } = execute(host, "cloud-init status --wait");
    expect([stdout, code]).toEqual(["status: error\n", 1]);
    expect(stderr).not.toContain("secret");
  });

  it("sets host keys of each kind it gives", () => {
    const { privateKey: key } = newKeyPair();
    const user_data = `#cloud-config\nssh_keys:\n  ed25519_private: ${JSON.stringify(key)}\n`;
    expect(initialise(user_data).hostKeys).toEqual([key]);
    expect(initialise(undefined)).toEqual({ authorizedKeys: [], hostKeys: [], files: new Map() });
  });

  it("names the host, whatever the vendor called it", async () => {
    const host = await inside({ user_data: "#cloud-config\nhostname: other\n" });
    expect(execute(host, "hostname").stdout).toBe("other\n");
    expect(execute(host, "cat /etc/hostname").stdout).toBe("other\n");
  });

  it("adds authorized keys; lines that are no key let nobody in", async () => {
    const user_data = "#cloud-config\nssh_authorized_keys: [nonsense]\n";
    const host = await inside({ user_data });
    expect(host.authorizedKeys()).toHaveLength(1);
    expect(host.files.get("/home/ubuntu/.ssh/authorized_keys")?.content).toBe(`${PUBLIC_KEY}\nnonsense\n`);
  });
});

describe("the loopback addresses", () => {
  it("are there on Linux, and where they aren't the command that adds them is named", async () => {
    const missing = addressesMissing("127.120.1", "EADDRNOTAVAIL");
    expect(missing).toMatch(/127\.120\.1\.2 .*EADDRNOTAVAIL.*sudo ifconfig lo0 alias 127\.120\.1\.\$n up/);
    if (process.platform === "linux") await expect(requireLoopback("127.120.1")).resolves.toBeUndefined();
  });
});
