import { randomBytes } from "node:crypto";
import { Client, type ConnectConfig } from "ssh2";
import { sshKeyPair } from "../../../credentials/openSsh";

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** Not by ssh2: one in 256 of its Ed25519 keys is malformed (mscdex/ssh2#1390). */
export function newKeyPair(): ReturnType<typeof sshKeyPair> {
  return sshKeyPair(randomBytes(32), "test");
}

/** Logs in, gives the connection to `use`, and closes it whatever happens. */
export async function withSsh<T>(config: ConnectConfig, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client();
  try {
    await new Promise<void>((resolve, reject) => {
      client
        .once("ready", resolve)
        .once("error", reject)
        .once("close", () => reject(new Error("connection closed")));
      client.once("connect", () => client.setNoDelay(true));
      client.connect({ username: "ubuntu", readyTimeout: 5_000, ...config });
    });
    return await use(client);
  } finally {
    client.end();
  }
}

export function run(config: ConnectConfig, command: string): Promise<Ran> {
  return withSsh(config, (client) => exec(client, command));
}

export function exec(client: Client, command: string, input = ""): Promise<Ran> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error !== undefined) return reject(error);
      let [stdout, stderr, code]: [string, string, number | null] = ["", "", null];
      channel.on("data", (part: Buffer) => {
        stdout += part;
      });
      channel.stderr.on("data", (part: Buffer) => {
        stderr += part;
      });
      channel.on("exit", (status: number | null) => {
        code = status;
      });
      channel.on("close", () => resolve({ stdout, stderr, code }));
      channel.end(input);
    });
  });
}

/** Opens a tunnel through `client` and sends one line; resolves to what comes back first. */
export function tunnel(client: Client, ip: string, port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 0, ip, port, (error, channel) => {
      if (error !== undefined) return reject(error);
      channel.once("data", (part: Buffer) => resolve(`${part}`));
      channel.write(line);
    });
  });
}
