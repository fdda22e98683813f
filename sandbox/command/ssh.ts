import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ConnectConfig } from "ssh2";
import type { Props } from "../plugin/types";
import { asNumber, asProps, asText } from "../table/value";
import { hostKeyAlgorithms, hostKeyMistake, readHostKey, readPrivateKey } from "./keys";

/** Between attempts, growing: as the official plugin waits. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const WAIT_GROWTH = 1.5;

/** The host shows another key than the expected one: trying again can't help. */
class WrongHost extends Error {}

/** Runs `work` over a connection as `connection` describes it, through its bastion if it has one, and closes it. */
export async function withConnection<T>(
  connection: Props,
  signal: AbortSignal,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const clients = await dial(connection, signal);
  const [client] = clients;
  const stop = () => close(clients);
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (client === undefined) throw new Error("no connection");
    return await work(client);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** The host's client first, then its bastion's. Tries again up to `dialErrorLimit` times, forever at -1. */
async function dial(connection: Props, signal: AbortSignal): Promise<Client[]> {
  const limit = asNumber(connection.dialErrorLimit) ?? 10;
  let wait = FIRST_WAIT_MS;
  for (let errors = 1; ; errors += 1) {
    signal.throwIfAborted();
    try {
      return await dialOnce(connection, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof WrongHost) throw error;
      const message = `can't reach ${addressOf(connection)} over SSH: ${(error as Error).message}`;
      if (limit >= 0 && errors > limit) throw new Error(`${message} (after ${errors} attempts)`);
    }
    await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    wait = Math.min(wait * WAIT_GROWTH, LONGEST_WAIT_MS);
  }
}

async function dialOnce(connection: Props, signal: AbortSignal): Promise<Client[]> {
  if (connection.proxy === undefined) return [await connect(connection, signal)];
  const bastion = await connectBastion(asProps(connection.proxy), signal);
  try {
    const { host, port } = placeOf(connection);
    const sock = await new Promise<ConnectConfig["sock"]>((resolve, reject) => {
      bastion.forwardOut("127.0.0.1", 0, host, port, (error, stream) => (error ? reject(error) : resolve(stream)));
    });
    return [await connect(connection, signal, sock), bastion];
  } catch (error) {
    close([bastion]);
    throw error;
  }
}

/** A bastion is named in its errors. */
async function connectBastion(proxy: Props, signal: AbortSignal): Promise<Client> {
  try {
    return await connect(proxy, signal);
  } catch (error) {
    if (error instanceof WrongHost) throw error;
    throw new Error(`through ${addressOf(proxy)}: ${(error as Error).message}`);
  }
}

function connect(connection: Props, signal: AbortSignal, sock?: ConnectConfig["sock"]): Promise<Client> {
  const expected = asText(connection.hostKey);
  const hostKey = expected === undefined ? undefined : readHostKey(expected);
  let mistake: string | undefined;
  const config: ConnectConfig = {
    ...placeOf(connection),
    ...authenticationOf(connection),
    sock,
    readyTimeout: (asNumber(connection.perDialTimeout) ?? 15) * 1000,
    algorithms: hostKey && { serverHostKey: hostKeyAlgorithms(hostKey) as never },
    hostVerifier: (offered: Buffer) => {
      mistake = hostKey && hostKeyMistake(offered, hostKey, addressOf(connection));
      return mistake === undefined;
    },
  };
  return new Promise((resolve, reject) => {
    const client = new Client();
    const stop = () => client.destroy();
    signal.addEventListener("abort", stop, { once: true });
    const settle = (done: () => void) => {
      signal.removeEventListener("abort", stop);
      done();
    };
    client.on("ready", () => settle(() => resolve(client)));
    client.on("error", (error) => settle(() => reject(mistake === undefined ? error : new WrongHost(mistake))));
    client.on("close", () => settle(() => reject(new Error("the connection was closed"))));
    client.on("keyboard-interactive", (_name, _instructions, _language, prompts, finish) => {
      finish(prompts.map(() => asText(connection.password) ?? ""));
    });
    client.connect(config);
    client.setNoDelay(true); // Small packets and delayed ACKs make a handshake take half a second otherwise.
  });
}

function authenticationOf(connection: Props): ConnectConfig {
  const privateKey = asText(connection.privateKey);
  const keyPassword = asText(connection.privateKeyPassword);
  const password = asText(connection.password);
  return {
    username: asText(connection.user) ?? "root",
    privateKey: privateKey === undefined ? undefined : readPrivateKey(privateKey, keyPassword),
    passphrase: keyPassword,
    password,
    tryKeyboard: password !== undefined,
    agent: asText(connection.agentSocketPath) ?? process.env.SSH_AUTH_SOCK,
  };
}

function placeOf(connection: Props): { host: string; port: number } {
  return { host: asText(connection.host) ?? "", port: asNumber(connection.port) ?? 22 };
}

function addressOf(connection: Props): string {
  const { host, port } = placeOf(connection);
  return `${host}:${port}`;
}

function close(clients: readonly Client[]): void {
  for (const client of clients) client.end();
}
