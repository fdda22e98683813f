import type { z } from "zod";
import type { Cloud } from "./cloud";
import { Refusal } from "./errors";

/** What an operation is given of its call. */
interface Call {
  /** The path's `{id}`, else "". */
  readonly id: string;
  readonly query: Readonly<Record<string, string>>;
  /** The body as sent: parsed with `parse`. */
  readonly body: string;
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** After `/api/v1`, with `{id}` for an id. */
  readonly path: string;
  /** Returns what goes into `data`; throws `Refusal`. */
  readonly run: (cloud: Cloud, call: Call) => unknown;
}

/** Throws `global/invalid-parameters` naming every mistake, without the values: they may be secret. */
export function parse<T extends z.ZodType>(schema: T, body: string): z.output<T> {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`));
}

export function invalid(mistakes: readonly string[]): Refusal {
  return new Refusal("global/invalid-parameters", { message: `Invalid request data: ${mistakes.join("; ")}` });
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid(["the body is not JSON"]);
  }
}
