import type { z } from "zod";
import { Refusal } from "./refusal";

/** Errors: 400 naming every mistake, without the values. */
export function parseBody<T extends z.ZodType>(schema: T, body: string): z.output<T> {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new Refusal(400, `Bad Request: ${mistakes.join("; ")}`);
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, "Bad Request: the body is not JSON");
  }
}
