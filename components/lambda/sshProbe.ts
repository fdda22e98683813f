import { connect } from "node:net";

/** Undefined as soon as an SSH server answers there; else why not. */
export type SshProbe = (host: string, port: number) => Promise<string | undefined>;

const TIMEOUT_MS = 5_000;

/** Connects and reads the server's banner: a port that is merely open is no SSH server. */
export const probeSsh: SshProbe = (host, port) =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reason: string | undefined) => {
      socket.destroy();
      resolve(reason);
    };
    let heard = "";
    socket.setTimeout(TIMEOUT_MS, () => end(`no answer within ${TIMEOUT_MS / 1000} s`));
    socket.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? "connection failed"));
    socket.on("close", () => end("the connection was closed without an SSH banner"));
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1");
      // Servers may send other lines first (RFC 4253, 4.2).
      if (/^SSH-/m.test(heard)) end(undefined);
      else if (heard.length > 8192) end("something other than SSH answers");
    });
  });
