import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { closeSync, mkdirSync, openSync, statSync, writeSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server as Listener } from "node:net";
import { join } from "node:path";
import { type Connection, Server, type Session, type SFTPWrapper, utils } from "ssh2";
import { parsePrivateKey } from "sshpk";

export interface KeyPair {
  /** PKCS8, as Node writes it. */
  readonly pkcs8: string;
  readonly openssh: string;
  /** `ssh-ed25519 AAAA...` */
  readonly publicKey: string;
}

export function newKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const parsed = parsePrivateKey(pkcs8, "auto");
  return { pkcs8, openssh: parsed.toString("openssh"), publicKey: parsed.toPublic().toString("ssh") };
}

/** A host on loopback that runs commands with a shell in `folder`, keeps files there and forwards connections. */
export class SshHost {
  readonly key = newKeyPair();
  /** How many connections were made. */
  connections = 0;
  /** Closes this many connections before anything is said. */
  deaf = 0;
  forwards = 0;
  /** Names that it alone can resolve when it forwards. */
  readonly names: Record<string, string> = {};
  readonly #open = new Set<Connection>();
  #listener: Listener | undefined;
  port = 0;

  constructor(
    private readonly folder: string,
    private readonly allowed: { publicKey?: string; password?: string },
  ) {}

  async start(): Promise<void> {
    const ssh = new Server({ hostKeys: [this.key.openssh] }, (connection) => this.#serve(connection));
    const listener = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    this.port = (listener.address() as AddressInfo).port;
    this.#listener = listener;
  }

  stop(): void {
    for (const connection of this.#open) connection.end();
    this.#listener?.close();
  }

  #serve(connection: Connection): void {
    this.connections += 1;
    if (this.deaf > 0) {
      this.deaf -= 1;
      connection.end();
      return;
    }
    this.#open.add(connection);
    connection.on("close", () => this.#open.delete(connection));
    connection.on("error", () => undefined); // Clients that refuse the host's key just leave.
    connection.on("authentication", (attempt) => {
      const { publicKey, password } = this.allowed;
      const isKey = attempt.method === "publickey" && publicKey !== undefined && isSameKey(attempt.key.data, publicKey);
      const isPassword = attempt.method === "password" && password !== undefined && attempt.password === password;
      if (isKey || isPassword) attempt.accept();
      else if (attempt.method === "keyboard-interactive" && password !== undefined) {
        attempt.prompt([{ prompt: "Password:", echo: false }], (answers) =>
          answers[0] === password ? attempt.accept() : attempt.reject(),
        );
      } else attempt.reject(["publickey", "keyboard-interactive"]);
    });
    connection.on("session", (accept) => this.#session(accept()));
    connection.on("tcpip", (accept, _reject, { destIP, destPort }) => {
      this.forwards += 1;
      const socket = connect(destPort, this.names[destIP] ?? destIP);
      const channel = accept();
      channel.pipe(socket).pipe(channel);
      socket.on("error", () => channel.close());
    });
  }

  #session(session: Session): void {
    const env: Record<string, string> = {};
    session.on("env", (_accept, _reject, { key, val }) => {
      env[key] = val;
    });
    session.on("exec", (accept, _reject, { command }) => {
      const channel = accept();
      const child = spawn("/bin/sh", ["-c", command], { cwd: this.folder, env: { ...process.env, ...env } });
      channel.pipe(child.stdin);
      child.stdin.on("error", () => undefined); // The command doesn't read it.
      child.stdout.on("data", (chunk) => channel.write(chunk));
      child.stderr.on("data", (chunk) => channel.stderr.write(chunk));
      channel.on("close", () => child.kill("SIGKILL"));
      child.on("close", (code, signal) => {
        if (signal === null) channel.exit(code ?? 0);
        else channel.exit(signal.replace("SIG", ""), false, "");
        channel.end();
      });
    });
    session.on("sftp", (accept) => this.#sftp(accept()));
  }

  #sftp(sftp: SFTPWrapper): void {
    const { OK, NO_SUCH_FILE, FAILURE } = utils.sftp.STATUS_CODE;
    const at = (path: string) => join(this.folder, path);
    const handles = new Map<number, number>();
    sftp.on("STAT", (id, path) => {
      const found = statSync(at(path), { throwIfNoEntry: false });
      if (found === undefined) sftp.status(id, NO_SUCH_FILE);
      else sftp.attrs(id, { mode: found.mode, uid: 0, gid: 0, size: found.size, atime: 0, mtime: 0 });
    });
    sftp.on("MKDIR", (id, path) => {
      mkdirSync(at(path));
      sftp.status(id, OK);
    });
    sftp.on("OPEN", (id, path) => {
      try {
        const file = openSync(at(path), "w");
        handles.set(file, file);
        sftp.handle(id, Buffer.from([file]));
      } catch {
        sftp.status(id, FAILURE); // What a real server says of anything unusual.
      }
    });
    sftp.on("WRITE", (id, handle, offset, data) => {
      writeSync(handle[0] ?? -1, data, 0, data.length, offset);
      sftp.status(id, OK);
    });
    sftp.on("CLOSE", (id, handle) => {
      closeSync(handle[0] ?? -1);
      sftp.status(id, OK);
    });
  }
}

function isSameKey(offered: Buffer, publicKey: string): boolean {
  const parsed = utils.parseKey(publicKey);
  return !(parsed instanceof Error) && parsed.getPublicSSH().equals(offered);
}
