import { z } from "zod";
import { Refusal } from "./messages";

/** Errors: 400 where it is no JSON object, 422 naming what is wrong, without the values. */
export function parseBody<T extends z.ZodType>(schema: T, body: string): z.output<T> {
  const parsed = schema.safeParse(readObject(body));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new Refusal(422, `Invalid request.\n\n${mistakes.join("\n")}`);
}

/** Whom an organisation's secret or variable is for. */
export const visibilityShape = {
  visibility: z.enum(["all", "private", "selected"]),
  selected_repository_ids: z.array(z.coerce.number().int()).optional(),
};

/** Errors: 422 where repositories are named for one that is not for selected ones. */
export function checkSelected({ visibility, selected_repository_ids: named }: Readonly<Record<string, unknown>>): void {
  if (visibility === "selected" || !Array.isArray(named) || named.length === 0) return;
  throw new Refusal(422, "Invalid request.\n\nselected_repository_ids is for the visibility selected only");
}

function readObject(body: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new Refusal(400, "Body should be a JSON object");
}
