import type { LambdaClient } from "./client";
import { LambdaError } from "./errors";

/** How often a termination that comes too early is tried. */
const ATTEMPTS = 6;

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

function isTooEarly(error: unknown): boolean {
  return error instanceof LambdaError && (error.status === 400 || error.status === 409);
}
