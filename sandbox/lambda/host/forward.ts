import { connect, createServer, type Socket } from "node:net";

/**
 * Lets `ip:port` be answered by `target` on 127.0.0.1, as a k3s server answers its API on every server host.
 * Errors: the address or the port can't be listened on.
 */
export async function forward(ip: string, port: number, target: number): Promise<{ stop(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      // A broken end is told to the other end, which is the one that has a caller.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.end();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, ip, resolve));
  return {
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
