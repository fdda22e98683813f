import type { LambdaClient } from "../../components/lambda/client";
import { isGone } from "../../components/lambda/hostStatus";
import { terminate } from "../../components/lambda/termination";
import type { InventoryRow } from "./inventory";

/** How long a host may take to go. */
const MINUTES = 15;

/** Ends the strays among `rows`, and waits until Lambda bills none of them. Errors: one that stays, by name. */
export async function reap(
  client: LambdaClient,
  rows: readonly InventoryRow[],
  say: (line: string) => void,
): Promise<InventoryRow[]> {
  const strays = rows.filter(({ standing }) => standing === "stray");
  for (const { id, name } of strays) {
    say(`terminating ${name} (${id})`);
    await terminate(client, id);
  }
  const deadline = client.clock.now() + MINUTES * 60_000;
  for (const { id, name } of strays) {
    for (;;) {
      const host = await client.getInstance(id);
      if (host === undefined || isGone(host.status)) break;
      if (client.clock.now() >= deadline) {
        throw new Error(
          `${name} (${id}) is still ${host.status} ${MINUTES} min after it was to be terminated: it is billed`,
        );
      }
      await client.clock.sleep(client.pacing.pollMs);
    }
  }
  return strays;
}
