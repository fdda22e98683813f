import { z } from "zod";
import type { RestRequest } from "../../rest/messages";
import { Refusal } from "./refusal";

const target = z.enum(["production", "preview", "development"]);

/** Vercel's own limits, as the plugin has them; 64 KB is for all variables of a deployment, and so for one. */
const shape = {
  key: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,255}$/, "only letters, digits and _, no digit first"),
  value: z.string().refine((value) => Buffer.byteLength(value) <= 65_536, "64 KB at most"),
  type: z.enum(["system", "encrypted", "plain", "sensitive"]),
  target: z.array(target).optional(),
  customEnvironmentIds: z.array(z.string()).optional(),
  gitBranch: z.string().max(250).nullish(),
  comment: z.string().max(500).optional(),
};

const newSchema = z.object({ ...shape, target: z.union([target.transform((one) => [one]), shape.target]) });
const changeSchema = z.object(shape).partial();

/** A variable that a caller wants made. */
export type NewVariable = z.infer<typeof newSchema>;

/** Errors: 400 naming what is wrong, without the values. */
export function newVariables({ body }: RestRequest): {
  readonly variables: readonly NewVariable[];
  readonly isMany: boolean;
} {
  const parsed = parse(z.union([newSchema.transform((one) => [one]), z.array(newSchema).min(1)]), body);
  return { variables: parsed, isMany: body.trimStart().startsWith("[") };
}

/** Errors: 400 naming what is wrong, without the values. */
export function changedVariable({ body }: RestRequest): z.infer<typeof changeSchema> {
  return parse(changeSchema, body);
}

function parse<T extends z.ZodType>(schema: T, body: string): z.output<T> {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `\`${path.join(".") || "body"}\`: ${message}`);
  throw new Refusal(400, "bad_request", `Invalid request: ${mistakes.join("; ")}`);
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, "bad_request", "Invalid JSON");
  }
}
