import { createServer } from "node:net";

/**
 * Makes sure that this machine has the addresses `<network>.<n>`: Linux has all of 127.0.0.0/8, macOS what was added.
 * Errors: the command that adds them.
 */
export async function requireLoopback(network: string): Promise<void> {
  const probe = createServer();
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    probe.once("error", resolve).listen(0, `${network}.2`, () => resolve(undefined));
  });
  if (failure === undefined) return new Promise((resolve) => probe.close(() => resolve()));
  throw new Error(addressesMissing(network, failure.code ?? failure.message));
}

export function addressesMissing(network: string, reason: string): string {
  return (
    `Lambda Cloud stand-in: its hosts live on ${network}.2 to ${network}.17, which this machine refuses (${reason}). ` +
    `Add them: for n in $(seq 2 17); do sudo ifconfig lo0 alias ${network}.$n up; done`
  );
}
