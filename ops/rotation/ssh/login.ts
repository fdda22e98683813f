import { Client, type ConnectConfig } from "ssh2";
import { AttemptFailed } from "../adapter";

/** Where to log in. */
export interface SshDoor {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The host's public key, `ssh-ed25519 <base64>`: one that shows another is never talked to. */
  readonly hostKey: string;
}

/** The host to go through, and the key that opens it. */
export interface Bastion extends SshDoor {
  readonly privateKey: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Whether `privateKey` (OpenSSH's format) opens the door, by a real login. Errors: `AttemptFailed` where it could not be
 * found out: the host does not answer, or shows another key than its own.
 */
export async function canLogIn(door: SshDoor, privateKey: string, bastion?: Bastion): Promise<boolean> {
  if (bastion === undefined) return await logIn(door, privateKey, (client) => client !== undefined);
  const through = await logIn(bastion, bastion.privateKey, async (outer) => {
    if (outer === undefined) throw new AttemptFailed(`the bastion ${bastion.host} refuses the key in use`);
    const sock = await new Promise<ConnectConfig["sock"]>((resolve, reject) => {
      const failed = (error: Error) => reject(new AttemptFailed(`${bastion.host} to ${door.host}: ${error.message}`));
      outer.forwardOut("127.0.0.1", 0, door.host, door.port, (error, stream) =>
        error ? failed(error) : resolve(stream),
      );
    });
    return await logIn(door, privateKey, (client) => client !== undefined, sock);
  });
  return through;
}

/** Runs `work` with the connection, or with undefined where the host refuses the key, and closes it. */
async function logIn<T>(
  door: SshDoor,
  privateKey: string,
  work: (client: Client | undefined) => T | Promise<T>,
  sock?: ConnectConfig["sock"],
): Promise<T> {
  const client = new Client();
  try {
    return await work((await opened(client, door, privateKey, sock)) ? client : undefined);
  } finally {
    client.end();
  }
}

function opened(client: Client, door: SshDoor, privateKey: string, sock: ConnectConfig["sock"]): Promise<boolean> {
  const [algorithm = "", blob = ""] = door.hostKey.split(" ");
  const { host, port, user: username } = door;
  return new Promise((resolve, reject) => {
    let stranger = false;
    const fail = (why: string) => reject(new AttemptFailed(`${host}:${port}: ${why}`));
    client.on("ready", () => resolve(true));
    client.on("error", (error) => {
      if (stranger) fail("shows another host key than its own; nothing was tried there");
      else if (error.level === "client-authentication") resolve(false);
      else fail(error.message);
    });
    client.on("close", () => fail("the connection was closed"));
    client.connect({
      ...{ host, port, username, privateKey, sock, readyTimeout: TIMEOUT_MS },
      algorithms: { serverHostKey: [algorithm as "ssh-ed25519"] },
      hostVerifier: (offered: Buffer) => {
        stranger = !offered.equals(Buffer.from(blob, "base64"));
        return !stranger;
      },
    });
    // Small packets and delayed acknowledgements make a handshake take half a second otherwise.
    client.setNoDelay(true);
  });
}
