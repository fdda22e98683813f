import type { Fleet } from "./fleet";

/** A line at least this often. */
const EVERY_MS = 60_000;

/** Says what is waited for when that changes, and now and then that it is still so. */
export function progress({ say, client }: Pick<Fleet, "say" | "client">, what: string): (line: string) => void {
  const startedAt = client.clock.now();
  let last = { line: "", at: startedAt };
  return (line) => {
    const now = client.clock.now();
    if (line === last.line && now < last.at + EVERY_MS) return;
    last = { line, at: now };
    say(`${what} ${line} (${Math.round((now - startedAt) / 1000)} s)`);
  };
}
