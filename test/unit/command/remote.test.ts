import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandPlugin } from "../../../sandbox/command/plugin";
import type { Call, Props, ResourceKind } from "../../../sandbox/plugin/types";
import { decode } from "../../../sandbox/plugin/values";
import { SIGNATURE, SIGNATURES, type WireObject } from "../../../sandbox/plugin/wire";
import { newKeyPair, SshHost } from "./sshHost";

const key = newKeyPair();
let folder: string;
let host: SshHost;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "remote-"));
  mkdirSync(join(folder, "host"));
  said = [];
  host = new SshHost(join(folder, "host"), { publicKey: key.publicKey, password: "open sesame" });
  await host.start();
});

afterEach(() => {
  host.stop();
  rmSync(folder, { recursive: true, force: true });
});

function kindOf(type: string): ResourceKind<undefined> {
  const kind = commandPlugin(folder).resources[type];
  if (kind === undefined) throw new Error(`no ${type}`);
  return kind;
}

function callOf(signal = new AbortController().signal): Call {
  const say = (_severity: string, line: string) => said.push(line);
  return {
    urn: "urn",
    type: "command:remote:Command",
    name: "ask",
    preview: false,
    signal,
    isSecret: () => false,
    say,
  };
}

function reach(more: Props = {}): Props {
  return { host: "127.0.0.1", port: host.port, user: "ubuntu", privateKey: key.openssh, dialErrorLimit: 0, ...more };
}

async function run(
  connection: Props,
  inputs: Props = { create: "echo reached" },
  signal?: AbortSignal,
): Promise<Props> {
  const kind = kindOf("command:remote:Command");
  return (await kind.create(undefined, { ...inputs, connection }, callOf(signal))).outputs;
}

describe("a remote command", () => {
  test("runs on the host with its environment and standard input, and keeps what it wrote", async () => {
    const inputs = {
      create: 'echo "$GREETING $(cat)"; echo oops >&2',
      environment: { GREETING: "hello" },
      stdin: "world",
    };
    expect(await run(reach(), inputs)).toMatchObject({ stdout: "hello world", stderr: "oops" });
    expect(said.sort()).toEqual(["hello world", "oops"]);
  });

  test("fails with its status, its text and what it wrote", async () => {
    await expect(run(reach(), { create: "echo half; exit 3" })).rejects.toThrow(
      'Process exited with status 3: running "echo half; exit 3":\nhalf\n',
    );
    await expect(run(reach(), { create: "kill -TERM $$" })).rejects.toThrow("Process exited with signal SIGTERM");
  });

  test("sees what the last one wrote", async () => {
    const olds = { id: "ask1", inputs: {}, outputs: { stdout: "before" } };
    const news = { create: 'echo "$PULUMI_COMMAND_STDOUT"', connection: reach() };
    const outputs = await kindOf("command:remote:Command").update(undefined, olds, news, callOf());
    expect(outputs.stdout).toBe("before");
  });

  test("fills in how hosts are usually reached, for the bastion too, and names a missing host", async () => {
    const check = kindOf("command:remote:Command").check;
    const usual = { port: 22, user: "root", dialErrorLimit: 10, perDialTimeout: 15 };
    const good = await check?.(undefined, { connection: { host: "a", proxy: { host: "b" } } }, undefined, callOf());
    expect(good?.inputs.connection).toEqual({ host: "a", ...usual, proxy: { host: "b", ...usual } });
    const bad = await check?.(undefined, { connection: { user: "x" } }, undefined, callOf());
    expect(bad?.mistakes).toEqual([{ property: "connection.host", reason: "is required" }]);
  });

  test("ends when the run is cancelled", async () => {
    const controller = new AbortController();
    const running = run(reach(), { create: "touch begun; sleep 60" }, controller.signal);
    await expect.poll(() => existsSync(join(folder, "host", "begun"))).toBe(true);
    controller.abort(new Error("the run was cancelled"));
    await expect(running).rejects.toThrow();
  });
});

describe("a host", () => {
  test("is reached with a key in OpenSSH's or PKCS8's format, or with a password", async () => {
    expect((await run(reach())).stdout).toBe("reached");
    expect((await run(reach({ privateKey: key.pkcs8 }))).stdout).toBe("reached");
    expect((await run(reach({ privateKey: undefined, password: "open sesame" }))).stdout).toBe("reached");
  });

  test("that refuses is named, with the reason and without the secret", async () => {
    const wrong = run(reach({ privateKey: undefined, password: "a wrong password" }));
    await expect(wrong).rejects.toThrow(`can't reach 127.0.0.1:${host.port} over SSH: All configured authentication`);
    await expect(wrong).rejects.not.toThrow("a wrong password");
    const garbled = run(reach({ privateKey: "not a key" }));
    await expect(garbled).rejects.toThrow("privateKey can't be read");
  });

  test("is believed only with the expected key", async () => {
    expect((await run(reach({ hostKey: host.key.publicKey }))).stdout).toBe("reached");
    const connections = host.connections;
    const other = reach({ hostKey: key.publicKey, dialErrorLimit: 5 });
    await expect(run(other)).rejects.toThrow(/has the host key SHA256:\S+, but hostKey expects SHA256:\S+\./);
    expect(host.connections).toBe(connections + 1);
    await expect(run(reach({ hostKey: "gibberish" }))).rejects.toThrow("hostKey can't be read");
  });

  test("that doesn't answer at first is tried again, as often as allowed", async () => {
    host.deaf = 2;
    expect((await run(reach({ dialErrorLimit: 2 }))).stdout).toBe("reached");
    expect(host.connections).toBe(3);
    host.deaf = 5;
    await expect(run(reach({ dialErrorLimit: 1 }))).rejects.toThrow("(after 2 attempts)");
  });

  test("that says nothing is given up after perDialTimeout", async () => {
    const silent = (await import("node:net")).createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    await expect(run(reach({ port, perDialTimeout: 0.1 }))).rejects.toThrow("Timed out while waiting for handshake");
    silent.close();
  });

  test("is reached through a bastion, which proves itself too", async () => {
    mkdirSync(join(folder, "bastion"));
    const bastion = new SshHost(join(folder, "bastion"), { password: "let me through" });
    await bastion.start();
    const proxy = { host: "127.0.0.1", port: bastion.port, user: "jump", password: "let me through" };
    expect((await run(reach({ hostKey: host.key.publicKey, proxy }))).stdout).toBe("reached");
    expect(bastion.forwards).toBe(1);
    await expect(run(reach({ proxy: { ...proxy, hostKey: key.publicKey } }))).rejects.toThrow(
      `127.0.0.1:${bastion.port} has the host key`,
    );
    await expect(run(reach({ proxy: { ...proxy, password: "no" } }))).rejects.toThrow(
      `through 127.0.0.1:${bastion.port}: All`,
    );
    bastion.stop();
  });
});

describe("what is copied to a host", () => {
  const asset = (of: WireObject) => decode({ [SIGNATURE]: SIGNATURES.asset, hash: JSON.stringify(of), ...of }, folder);
  const archive = (path: string) => decode({ [SIGNATURE]: SIGNATURES.archive, hash: path, path }, folder);
  const on = (path: string) => readFileSync(join(folder, "host", path), "utf8");
  const copy = async (inputs: Props) => {
    await kindOf("command:remote:CopyToRemote").create(undefined, { connection: reach(), ...inputs }, callOf());
  };

  test("is a text, a file or a folder, with the folders on the way", async () => {
    mkdirSync(join(folder, "site", "css"), { recursive: true });
    writeFileSync(join(folder, "site", "index.html"), "hello");
    writeFileSync(join(folder, "site", "css", "a.css"), "red");
    await copy({ source: asset({ text: "a: 1\n" }), remotePath: "etc/app/config.yaml" });
    expect(on("etc/app/config.yaml")).toBe("a: 1\n");
    await copy({ source: asset({ path: "site/index.html" }), remotePath: "etc" });
    expect(on("etc/index.html")).toBe("hello");
    await copy({ source: archive("site"), remotePath: "www" });
    expect(on("www/site/css/a.css")).toBe("red");
    await copy({ source: archive("site/"), remotePath: "plain" });
    expect(on("plain/index.html")).toBe("hello");
  });

  test("is refused where it doesn't fit", async () => {
    mkdirSync(join(folder, "host", "etc"));
    mkdirSync(join(folder, "site"));
    writeFileSync(join(folder, "host", "file"), "");
    await expect(copy({ source: asset({ text: "a" }), remotePath: "etc" })).rejects.toThrow(
      "remotePath etc is a folder",
    );
    await expect(copy({ source: archive("site"), remotePath: "file" })).rejects.toThrow("remotePath file is a file");
    const check = kindOf("command:remote:CopyToRemote").check;
    const checked = await check?.(
      undefined,
      { connection: reach(), source: "x", remotePath: "y" },
      undefined,
      callOf(),
    );
    expect(checked?.mistakes[0]?.reason).toBe("must be a FileAsset, a StringAsset or a FileArchive");
  });

  test("is copied again only when the content or the place changes", async () => {
    const kind = kindOf("command:remote:CopyToRemote");
    const inputs: Props = { connection: reach(), source: asset({ text: "one" }), remotePath: "file" };
    const olds = { id: "1", inputs, outputs: inputs };
    await kind.update(undefined, olds, { ...inputs, connection: reach({ user: "other" }) }, callOf());
    expect(existsSync(join(folder, "host", "file"))).toBe(false);
    await kind.update(undefined, olds, { ...inputs, source: asset({ text: "two" }) }, callOf());
    expect(on("file")).toBe("two");
  });

  test("is one local file with CopyFile", async () => {
    writeFileSync(join(folder, "local.txt"), "here");
    const kind = kindOf("command:remote:CopyFile");
    const inputs = { connection: reach(), localPath: "local.txt", remotePath: "there.txt" };
    await kind.create(undefined, inputs, callOf());
    expect(on("there.txt")).toBe("here");
    await expect(kind.create(undefined, { ...inputs, localPath: "none" }, callOf())).rejects.toThrow(
      "none is not a file",
    );
  });
});
