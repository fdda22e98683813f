/** Takes one line that tells what happens now. Never a secret. */
export type Progress = (line: string) => void;

/** How often a long step says that it still runs, in ms. */
const EVERY = 10_000;

/**
 * Does one step, telling `what` at once with how long it usually takes, every 10 s how far it is, and at the end how
 * long it took. `during` gives what is known of the way so far: `312 packages compiled`.
 */
export async function told<T>(
  progress: Progress,
  what: string,
  work: () => Promise<T>,
  { usually, during }: { usually?: string; during?: () => string } = {},
): Promise<T> {
  const start = Date.now();
  const elapsed = () => `${Math.round((Date.now() - start) / 1000)} s`;
  progress(usually === undefined ? what : `${what} (${usually})`);
  const timer = setInterval(() => {
    const so = during?.() ?? "";
    progress(`${what}: ${elapsed()} so far${so && `, ${so}`}`);
  }, EVERY);
  try {
    const result = await work();
    progress(`${what}: done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** A usual time in words: `about 15 s`, `3 to 4 minutes`. */
export function inWords(seconds: number): string {
  if (seconds < 60) return `about ${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return `${minutes} to ${minutes + 1} minutes`;
}
