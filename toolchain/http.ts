import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Unobtainable } from "./unobtainable";

/** How long a host may take for its first answer, in ms. It is known at once where the network refuses. */
const ANSWER = 3_000;
/** A download is given up after this long without a byte, in ms. */
const SILENCE = 20_000;

/** Why a host can't be reached; undefined if it answers, whatever it says. */
export async function obstacleTo(origin: string): Promise<string | undefined> {
  try {
    await fetch(origin, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(ANSWER) });
    return undefined;
  } catch (error) {
    return reasonOf(error, ANSWER);
  }
}

/** A small text. Throws Unobtainable. */
export async function fetchText(url: string): Promise<string> {
  try {
    return await (await get(url, AbortSignal.timeout(SILENCE))).text();
  } catch (error) {
    throw asUnobtainable(url, error, SILENCE);
  }
}

/**
 * Fetches a file and gives its SHA-256 sum in hex. `received` is told the bytes so far and, where known, of how many.
 * Throws Unobtainable where the network fails, or is silent for `patience` ms, and what the file system refuses as it is.
 */
export async function fetchFile(
  url: string,
  file: string,
  received: (bytes: number, total: number | undefined) => void,
  patience = SILENCE,
): Promise<string> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new DOMException("silence", "TimeoutError")), patience);
  const hash = createHash("sha256");
  try {
    const response = await get(url, silence.signal);
    const total = Number(response.headers.get("content-length")) || undefined;
    let bytes = 0;
    async function* watched() {
      for await (const chunk of response.body ?? []) {
        timer.refresh();
        hash.update(chunk);
        bytes += chunk.length;
        received(bytes, total);
        yield chunk;
      }
    }
    await pipeline(watched, createWriteStream(file, { mode: 0o700 }));
  } catch (error) {
    throw asUnobtainable(url, error, patience);
  } finally {
    clearTimeout(timer);
  }
  return hash.digest("hex");
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Unobtainable(`${url} answers ${response.status}`);
  if (new URL(response.url).protocol !== new URL(url).protocol)
    throw new Unobtainable(`${url} leads to another protocol`);
  return response;
}

function asUnobtainable(url: string, error: unknown, limit: number): unknown {
  const fileSystem = error instanceof Error && "syscall" in error && "path" in error;
  if (fileSystem || error instanceof Unobtainable) return error;
  return new Unobtainable(`${url}: ${reasonOf(error, limit)}`);
}

/** `fetch` hides the reason in the cause, and its own message says only that it failed. */
function reasonOf(error: unknown, limit: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `silent for ${limit / 1000} s`;
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
