import { connect, createServer, type Server } from "node:net";
import { BaseAgent, type ConnectConfig, utils } from "ssh2";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Hosts, type LiveHost } from "../../../sandbox/lambda/hosts";
import { type Bench, bench, launched, temporary } from "./cloud";
import { exec, newKeyPair, run, tunnel, withSsh } from "./ssh";

/** Of this process alone, so that test runs side by side don't meet. */
const NETWORK = `127.120.${process.pid % 255}`;
const SSH_PORT = 22_022;
const KUBECONFIG = "apiVersion: v1\nkind: Config\n";
const mine = newKeyPair();
const hostKey = newKeyPair();

/** Stands in for the API server: answers what it is sent. */
let apiServer: Server;
let apiServerPort: number;
beforeAll(async () => {
  apiServer = createServer((socket) => socket.on("error", () => socket.destroy()).pipe(socket));
  await new Promise<void>((resolve) => apiServer.listen(0, "127.0.0.1", resolve));
  const address = apiServer.address();
  if (typeof address !== "object" || address === null) throw new Error("the API server does not listen");
  apiServerPort = address.port;
});
afterAll(() => new Promise<void>((resolve) => void apiServer.close(() => resolve())));

interface Yard {
  readonly lambda: Bench;
  readonly hosts: Hosts;
  readonly log: string[];
  readonly came: LiveHost[];
  readonly went: LiveHost[];
}

function open(folder = temporary()): Yard {
  const lambda = bench({ network: NETWORK }, 1_800_000_000_000, folder);
  const [log, came, went]: [string[], LiveHost[], LiveHost[]] = [[], [], []];
  const hosts = new Hosts(lambda.cloud, lambda.world.collection("lambda.hostKey"), {
    sshPort: SSH_PORT,
    cluster: { apiServerPort, hostKubeconfig: KUBECONFIG, removeGently: async (node) => `${node} left\n` },
    onHostActive: async (host) => void came.push(host),
    onHostGone: async (host) => void went.push(host),
    log: (line) => log.push(line),
  });
  onTestFinished(() => hosts.stop());
  return { lambda, hosts, log, came, went };
}

/** A host that has booted, let in by `mine`. */
async function active(yard: Yard, more: Record<string, unknown> = {}): Promise<{ id: string; login: ConnectConfig }> {
  await yard.lambda.call("POST", "/ssh-keys", { name: "mine", public_key: mine.publicKey });
  const id = await launched(yard.lambda, { ssh_key_names: ["mine"], ...more });
  await yard.lambda.clock.sleep(244_000);
  await yard.hosts.settle();
  const { ip } = (await yard.lambda.call("GET", `/instances/${id}`)).data;
  return { id, login: { host: `${ip}`, port: SSH_PORT, privateKey: mine.privateKey } };
}

/** The key that a host shows, as in `known_hosts`. */
async function shownKey(login: ConnectConfig): Promise<string> {
  let shown = "";
  const hostVerifier = (key: Buffer) => {
    shown = key.toString("base64");
    return true;
  };
  await run({ ...login, hostVerifier }, "true");
  return shown;
}

/** Knows whose key would do, and signs with another. */
class Forger extends BaseAgent<string> {
  signatures = 0;

  constructor(
    private readonly publicKey: string,
    private readonly privateKey: string,
  ) {
    super();
  }

  getIdentities(callback: (error: undefined, keys: string[]) => void): void {
    callback(undefined, [this.publicKey]);
  }

  sign(_key: unknown, data: Buffer, _options: unknown, callback?: (error: undefined, signature: Buffer) => void): void {
    const [key] = [utils.parseKey(this.privateKey)].flat();
    if (key === undefined || key instanceof Error) throw new Error("no key to sign with");
    this.signatures += 1;
    callback?.(undefined, key.sign(data));
  }
}

/** A server that greets whoever comes, for the length of a test. */
async function listen(ip: string, port: number): Promise<void> {
  const server = createServer((socket) => socket.end("hello"));
  await new Promise<void>((resolve) => server.listen(port, ip, resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
}

describe("a host", () => {
  it("answers when it has booted, on an address of its own, until it is terminated", async () => {
    const yard = open();
    const id = await launched(yard.lambda, { name: "sophia-main-0", tags: [{ key: "stack", value: "local" }] });
    await yard.hosts.settle();
    const login = { host: `${NETWORK}.2`, port: SSH_PORT, privateKey: mine.privateKey };
    await expect(run(login, "true")).rejects.toMatchObject({ code: "ECONNREFUSED" });

    await yard.lambda.clock.sleep(244_000);
    await yard.hosts.settle();
    await expect(run(login, "true")).rejects.toThrow("authentication methods failed");
    const facts = { id, name: "sophia-main-0", hostname: `${NETWORK}.2`.replaceAll(".", "-"), ip: `${NETWORK}.2` };
    expect(yard.came).toMatchObject([{ ...facts, region: "us-east-1", tags: [{ key: "stack", value: "local" }] }]);

    await yard.lambda.call("POST", "/instance-operations/terminate", { instance_ids: [id] });
    await yard.hosts.settle();
    await expect(run(login, "true")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(yard.went).toEqual(yard.came);
  });

  it("looks after its hosts by itself once it is started", async () => {
    const yard = open();
    const { id, login } = await active(yard);
    yard.hosts.start();
    yard.lambda.control.preempt(id);
    await expect.poll(() => yard.went.length).toBe(1);
    await expect(run(login, "true")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("lets ubuntu in by the key it was launched with, or one of its user data's; nobody else, no password", async () => {
    const yard = open();
    const other = newKeyPair();
    const stranger = newKeyPair();
    const user_data = `#cloud-config\nssh_authorized_keys:\n  - ${other.publicKey}\n`;
    const { login } = await active(yard, { user_data });
    expect(await run(login, "whoami")).toEqual({ stdout: "ubuntu\n", stderr: "", code: 0 });
    expect((await run({ ...login, privateKey: other.privateKey }, "true")).code).toBe(0);
    const refused = "All configured authentication methods failed";
    await expect(run({ ...login, privateKey: stranger.privateKey }, "true")).rejects.toThrow(refused);
    await expect(run({ ...login, username: "root" }, "true")).rejects.toThrow(refused);
    await expect(run({ ...login, privateKey: undefined, password: "ubuntu" }, "true")).rejects.toThrow(refused);
    const forger = new Forger(mine.publicKey, stranger.privateKey);
    await expect(run({ ...login, privateKey: undefined, agent: forger }, "true")).rejects.toThrow(refused);
    expect(forger.signatures).toBe(1);
  });

  it("also takes RSA keys, whose signatures go by another name than the key", async () => {
    const yard = open();
    const made = (await yard.lambda.call("POST", "/ssh-keys", { name: "rsa" })).data;
    const { login } = await active(yard, { ssh_key_names: ["rsa"] });
    expect((await run({ ...login, privateKey: `${made.private_key}` }, "true")).code).toBe(0);
  });

  it("hangs up after six tries, as sshd does", async () => {
    const { login } = await active(open());
    const asked: string[] = [];
    const authHandler = () => {
      asked.push("password");
      return { type: "password" as const, username: "ubuntu", password: `guess ${asked.length}` };
    };
    await expect(run({ ...login, authHandler }, "true")).rejects.toThrow();
    expect(asked).toHaveLength(6);
  });

  it("shows the host key of its user data, so that the first connection can be verified", async () => {
    const indented = hostKey.privateKey.trim().replaceAll("\n", "\n    ");
    const user_data = `#cloud-config\nssh_keys:\n  ed25519_private: |\n    ${indented}\n`;
    const { login } = await active(open(), { user_data });
    expect(hostKey.publicKey).toContain(await shownKey(login));
  });

  it("shows the same key of its own, and answers, after the sandbox is started again", async () => {
    const folder = temporary();
    const before = open(folder);
    const { id, login } = await active(before);
    const key = await shownKey(login);
    await before.hosts.stop();
    await expect(run(login, "true")).rejects.toMatchObject({ code: "ECONNREFUSED" });

    const after = open(folder);
    await after.hosts.settle();
    expect(await shownKey(login)).toBe(key);
    expect(after.came.map((host) => host.id)).toEqual([id]);
    expect(before.went).toEqual([]);

    after.lambda.control.terminate(id);
    await after.lambda.clock.sleep(30_000);
    await after.hosts.settle();
    expect(after.lambda.world.collection("lambda.hostKey").list()).toEqual([]);
  });

  it("gives the kubeconfig to root alone, and what cloud-init wrote to whom it is for", async () => {
    const user_data = [
      "#cloud-config",
      "write_files:",
      "  - { path: /etc/motd, content: welcome }",
      `  - { path: /etc/token, content: ${Buffer.from("hush").toString("base64")}, encoding: b64, permissions: '0600' }`,
    ].join("\n");
    const { login } = await active(open(), { user_data });
    await withSsh(login, async (client) => {
      const path = "/etc/rancher/k3s/k3s.yaml";
      expect(await exec(client, `sudo cat ${path}`)).toEqual({ stdout: KUBECONFIG, stderr: "", code: 0 });
      const refused = { stdout: "", stderr: `cat: ${path}: Permission denied\n`, code: 1 };
      expect(await exec(client, `cat ${path}`)).toEqual(refused);
      expect((await exec(client, "cat /etc/motd")).stdout).toBe("welcome");
      expect((await exec(client, "cat /etc/token")).code).toBe(1);
      expect((await exec(client, "sudo cat /etc/token")).stdout).toBe("hush");
      expect((await exec(client, "cloud-init status --wait")).stdout).toBe("status: done\n");
      expect((await exec(client, "make me a sandwich")).code).toBe(127);
    });
  });

  it("lets in whoever its scripts authorise from then on, also after the sandbox is started again", async () => {
    const folder = temporary();
    const yard = open(folder);
    const scripts = ["authorize-keys", "leave-cluster", "await-installation"];
    const paths = scripts.map((name) => `  - { path: /usr/local/sbin/${name}, content: x, permissions: "0700" }`);
    const { login } = await active(yard, { user_data: ["#cloud-config", "write_files:", ...paths].join("\n") });
    const next = newKeyPair();
    const sbin = "sudo /usr/local/sbin";
    const authorise = `${sbin}/authorize-keys`;
    expect(await withSsh(login, (client) => exec(client, authorise, "\n"))).toMatchObject({ code: 1 });
    expect(await withSsh(login, (client) => exec(client, authorise, `${next.publicKey}\n`))).toMatchObject({ code: 0 });
    await expect(run(login, "true")).rejects.toThrow("authentication methods failed");
    expect(await run({ ...login, privateKey: next.privateKey }, `${sbin}/leave-cluster main`)).toMatchObject({
      stdout: "main left\n",
      code: 0,
    });
    expect((await run({ ...login, privateKey: next.privateKey }, `${sbin}/await-installation`)).code).toBe(0);
    await yard.hosts.stop();
    const after = open(folder);
    await after.hosts.settle();
    expect((await run({ ...login, privateKey: next.privateKey }, "cat /home/ubuntu/.ssh/authorized_keys")).stdout).toBe(
      `${next.publicKey}\n`,
    );
  });

  it("has no script that its user data did not bring", async () => {
    const { login } = await active(open());
    expect((await run(login, "sudo /usr/local/sbin/leave-cluster main")).code).toBe(127);
  });

  it("answers Kubernetes' API at 6443, from outside and through itself as a bastion", async () => {
    const yard = open();
    const { login } = await active(yard);
    const ip = `${NETWORK}.2`;
    const direct = await new Promise<string>((resolve, reject) => {
      const socket = connect(6443, ip, () => socket.write("direct"));
      socket.once("error", reject).once("data", (part) => {
        resolve(`${part}`);
        socket.destroy();
      });
    });
    expect(direct).toBe("direct");
    await withSsh(login, async (client) => {
      expect(await tunnel(client, ip, 6443, "by address")).toBe("by address");
      expect(await tunnel(client, "127.0.0.1", 6443, "by localhost")).toBe("by localhost");
    });
  });

  it("is a bastion to the other hosts, and to nothing else", async () => {
    const yard = open();
    const { login } = await active(yard);
    const { login: second } = await active(yard, { hostname: "second" });
    await withSsh(login, async (bastion) => {
      const refused = /Channel open failure/;
      await expect(tunnel(bastion, "127.0.0.1", apiServerPort, "x")).rejects.toThrow(refused);
      for (const [ip, port] of [
        [`${NETWORK}.9`, 6443],
        [`${NETWORK}.2`, 6444],
      ] as const) {
        await listen(ip, port);
        await expect(tunnel(bastion, ip, port, "x")).rejects.toThrow(refused);
      }
      await expect(tunnel(bastion, "192.0.2.1", 6443, "x")).rejects.toThrow(refused);
      const sock = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
        bastion.forwardOut("127.0.0.1", 0, `${NETWORK}.3`, SSH_PORT, (error, channel) =>
          error === undefined ? resolve(channel) : reject(error),
        );
      });
      const through = { ...second, host: undefined, sock } as ConnectConfig;
      expect((await run(through, "hostname")).stdout).toBe("second\n");
    });
  });

  it("whose port is taken is tried again, and complained of once", async () => {
    const yard = open();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(6443, `${NETWORK}.2`, resolve));
    const { login } = await active(yard);
    await yard.hosts.settle();
    expect(yard.log.filter((line) => line.includes("EADDRINUSE"))).toHaveLength(1);
    expect(yard.came).toEqual([]);
    await new Promise<void>((resolve) => void squatter.close(() => resolve()));
    await yard.hosts.settle();
    expect((await run(login, "true")).code).toBe(0);
  });
});
