/** Ctrl-C: the operation was asked to stop, and has. */
export class Interrupted extends Error {}

/**
 * Runs `work` with a signal that Ctrl-C (or a polite kill) sets, so that the engine ends what it has begun and writes
 * its state. A terminal sends Ctrl-C to the engine too, and Pulumi takes a second one for "at once": so it is passed on
 * only where no terminal did that. A second one ends this process at once. Errors: `Interrupted` in place of whatever the interruption made `work` throw.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let stopped = false;
  const stop = (name: NodeJS.Signals) => {
    if (stopped) process.exit(130);
    stopped = true;
    process.stderr.write("\nstopping: what the engine has begun is being finished\n");
    if (name !== "SIGINT" || process.stdin.isTTY !== true) controller.abort();
  };
  // Not `once`: execa's signal-exit ends the process itself where it finds no other listener left.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (stopped) throw new Interrupted("interrupted", { cause: error });
    throw error;
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, stop);
  }
}
