import type { RestAnswer } from "../rest/messages";

/** As Lambda labels it, without a character set. */
export function json(status: number, value: unknown): RestAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): RestAnswer {
  return { status, headers: { "content-type": "text/plain; charset=UTF-8", ...headers }, body };
}
