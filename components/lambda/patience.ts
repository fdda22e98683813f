import type { LambdaClient } from "./client";
import { LambdaError } from "./errors";
import { progress } from "./progress";

const MINUTES = 15;

/** Repeats a delete that is refused because something that is going still uses what is to be deleted. */
export async function patiently(
  client: LambdaClient,
  what: string,
  say: (line: string) => void,
  remove: () => Promise<void>,
): Promise<void> {
  const tell = progress({ client, say }, what);
  const deadline = client.clock.now() + MINUTES * 60_000;
  for (;;) {
    try {
      return await remove();
    } catch (error) {
      if (!(error instanceof LambdaError) || !isInUse(error) || client.clock.now() >= deadline) throw error;
      tell("is still in use");
      await client.clock.sleep(2 * client.pacing.pollMs);
    }
  }
}

/** An SSH key in use has no code of its own in the API's description, only this text (seen 2026-08). */
function isInUse({ code, message }: LambdaError): boolean {
  return code.endsWith("-in-use") || /currently in use/i.test(message);
}
