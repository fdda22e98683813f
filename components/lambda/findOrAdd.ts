import { LambdaError } from "./errors";

/**
 * What is there already, else a new one; for calls that the client does not repeat. A call that failed may have done
 * its work, or lost against a process that outlived its engine: so it is looked once more.
 */
export async function findOrAdd<T extends { readonly id: string }>(
  what: string,
  say: (line: string) => void,
  find: () => Promise<T | undefined>,
  add: () => Promise<T>,
): Promise<T> {
  const there = await find();
  if (there !== undefined) {
    say(`${what}: adopting ${there.id}, which is there already`);
    return there;
  }
  try {
    return await add();
  } catch (error) {
    const added = error instanceof LambdaError ? await find() : undefined;
    if (added === undefined) throw error;
    return added;
  }
}
