import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { probeSsh } from "../../../components/lambda/sshProbe";

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** A server on a port of its own that greets like this. */
async function greeting(greet: (socket: Socket) => void): Promise<number> {
  const listening = createServer((socket) => greet(socket.on("error", () => {})));
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

it("finds an SSH server by its banner, in pieces and after other lines too", async () => {
  const port = await greeting((socket) => {
    socket.write("Welcome\r\nSS");
    setTimeout(() => socket.write("H-2.0-x\r\n"), 5);
  });
  expect(await probeSsh("127.0.0.1", port)).toBeUndefined();
});

it("does not take an open port for an SSH server", async () => {
  const port = await greeting((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  expect(await probeSsh("127.0.0.1", port)).toBe("the connection was closed without an SSH banner");
});

it("does not listen for ever to something else", async () => {
  const port = await greeting((socket) => socket.write("x".repeat(100_000)));
  expect(await probeSsh("127.0.0.1", port)).toBe("something other than SSH answers");
});

it("tells that nobody listens", async () => {
  const port = await greeting(() => {});
  await new Promise((resolve) => server?.close(resolve));
  expect(await probeSsh("127.0.0.1", port)).toBe("ECONNREFUSED");
});
