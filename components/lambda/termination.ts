import type { LambdaClient } from "./client";
import { LambdaError } from "./errors";
import { isGone } from "./hostStatus";
import { progress } from "./progress";

/** How often a termination that comes too early is tried. */
const ATTEMPTS = 6;

/** How long a host may take to go. */
const DELETE_MINUTES = 15;

/**
 * Asks for a host's end. In its first seconds the vendor refuses that (`actions.terminate.available` is false then);
 * with which code is not documented, so any refusal of the request itself is taken for it, a few times.
 */
export async function terminate(client: LambdaClient, id: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.terminate(id);
    } catch (error) {
      if (!isTooEarly(error) || attempt === ATTEMPTS) throw error;
      await client.clock.sleep(client.pacing.pollMs);
    }
  }
}

/** Ends the host and waits until it is gone: until then its file systems and SSH key cannot be deleted. */
export async function endHost(
  { client, say }: { readonly client: LambdaClient; readonly say: (line: string) => void },
  id: string,
  name: string,
): Promise<void> {
  const tell = progress({ client, say }, `${name}: ${id}`);
  const deadline = client.clock.now() + DELETE_MINUTES * 60_000;
  for (;;) {
    const host = await client.getInstance(id);
    if (host === undefined || host.status === "terminated") return;
    if (!isGone(host.status)) await terminate(client, id);
    if (client.clock.now() >= deadline) {
      throw new Error(`${name}: ${id} is still ${host.status} ${DELETE_MINUTES} min after it was to be terminated.`);
    }
    tell("is being terminated");
    await client.clock.sleep(client.pacing.pollMs);
  }
}

function isTooEarly(error: unknown): boolean {
  return error instanceof LambdaError && (error.status === 400 || error.status === 409);
}
