import type { LambdaClient } from "../../components/lambda/client";
import { endHost } from "../../components/lambda/termination";
import type { InventoryRow } from "./inventory";

/** Ends the strays among `rows`, and waits until they are gone. Errors: one that stays, by name. */
export async function reap(
  client: LambdaClient,
  rows: readonly InventoryRow[],
  say: (line: string) => void,
): Promise<InventoryRow[]> {
  const strays = rows.filter(({ standing }) => standing === "stray");
  // Each comes to its end, whatever becomes of the others.
  const ended = await Promise.allSettled(strays.map(({ id, name }) => endHost({ client, say }, id, name)));
  for (const outcome of ended) if (outcome.status === "rejected") throw outcome.reason;
  return strays;
}
