import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { type AuthContext, type Connection, Server, type ServerChannel, type Session } from "ssh2";
import type { Machine } from "./machine";
import { perform } from "./scripts";

/** As sshd on Ubuntu is set: LoginGraceTime, MaxAuthTries, AcceptEnv. */
const LOGIN_GRACE_MS = 120_000;
const AUTH_TRIES = 6;
const ACCEPTED_ENV = /^(LANG|LC_.*)$/;

export interface SshServerOptions {
  readonly ip: string;
  readonly port: number;
  /** Private keys in OpenSSH's format. */
  readonly hostKeys: readonly string[];
  /** Whether a tunnel through this host may go there. */
  readonly reaches: (ip: string, port: number) => boolean;
  readonly log: (line: string) => void;
}

/**
 * The host's sshd: user `ubuntu`, public keys only. Not imitated: shells, sftp, agent and remote forwarding.
 * Errors: the address or the port can't be listened on.
 */
export async function serveSsh(machine: Machine, options: SshServerOptions): Promise<{ stop(): Promise<void> }> {
  const connections = new Set<Connection>();
  const config = {
    hostKeys: [...options.hostKeys],
    ident: "OpenSSH_9.6p1",
    keepaliveInterval: 15_000,
    keepaliveCountMax: 3,
  };
  const server = new Server(config, (connection) => {
    connections.add(connection);
    // As sshd does: otherwise each small packet waits 40 ms for the one before. Missing in the types.
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on("close", () => connections.delete(connection));
    connection.on("error", (error: Error) => options.log(`ssh ${options.ip}: ${error.message}`));
    welcome(connection, machine, options);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.ip, () => resolve());
  });
  return {
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

function welcome(connection: Connection, machine: Machine, options: SshServerOptions): void {
  const grace = setTimeout(() => connection.end(), LOGIN_GRACE_MS).unref();
  let tries = 0;
  connection.on("close", () => clearTimeout(grace));
  connection.on("authentication", (attempt) => {
    if (isLetIn(machine, attempt)) return attempt.accept();
    // Asking which methods there are is not a try.
    if (attempt.method !== "none") tries += 1;
    if (tries >= AUTH_TRIES) return connection.end();
    attempt.reject(["publickey"]);
  });
  connection.on("ready", () => clearTimeout(grace));
  connection.on("session", (accept) => serveSession(accept(), machine));
  connection.on("tcpip", (accept, reject, { destIP, destPort }) => {
    const ip = ["localhost", "127.0.0.1"].includes(destIP) ? options.ip : destIP;
    if (!options.reaches(ip, destPort)) return reject();
    const socket = connect(destPort, ip);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      join(accept(), socket);
    });
  });
}

function isLetIn({ authorizedKeys }: Machine, attempt: AuthContext): boolean {
  if (attempt.method !== "publickey" || attempt.username !== "ubuntu") return false;
  const key = authorizedKeys().find((known) => known.getPublicSSH().equals(attempt.key.data));
  if (key === undefined) return false;
  // Without a signature the client only asks whether this key would do.
  if (attempt.signature === undefined || attempt.blob === undefined) return true;
  return key.verify(attempt.blob, attempt.signature, attempt.hashAlgo) === true;
}

function serveSession(session: Session, machine: Machine): void {
  session.on("pty", (accept) => accept?.());
  session.on("env", (accept, reject, { key }) => (ACCEPTED_ENV.test(key) ? accept?.() : reject?.()));
  session.on("exec", (accept, _reject, { command }) => {
    const channel = accept();
    // Rejects with nothing: a caller that has hung up hears no outcome.
    void perform(machine, command, () => text(channel)).then(({ stdout, stderr, code }) => {
      channel.write(stdout);
      channel.stderr.write(stderr);
      channel.exit(code);
      channel.end();
    });
  });
  session.on("shell", (accept) => {
    const channel = accept();
    channel.stderr.write("This host is a stand-in: it runs single commands (ssh <host> <command>), no shell.\n");
    channel.exit(1);
    channel.end();
  });
}

/** Either end's end or failure is the other's. */
function join(channel: ServerChannel, socket: ReturnType<typeof connect>): void {
  channel.on("error", () => socket.destroy());
  socket.on("error", () => channel.destroy());
  channel.on("close", () => socket.destroy());
  channel.pipe(socket).pipe(channel);
}
