import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** A property as a plugin's published schema has it. */
const propertySchema = z.object({
  type: z.string().optional(),
  $ref: z.string().optional(),
  get items() {
    return propertySchema.optional();
  },
  secret: z.boolean().optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  default: z.json().optional(),
  willReplaceOnChanges: z.boolean().optional(),
});
export type Published = z.infer<typeof propertySchema>;

const typeSchema = z.object({
  properties: z.record(z.string(), propertySchema).optional(),
  required: z.array(z.string()).optional(),
  enum: z.array(z.union([z.string(), z.number(), z.object({ value: z.union([z.string(), z.number()]) })])).optional(),
});
const packageSchema = z.object({
  version: z.string(),
  provider: z.object({ inputProperties: z.record(z.string(), propertySchema) }),
  resources: z.record(
    z.string(),
    z.object({ inputProperties: z.record(z.string(), propertySchema), requiredInputs: z.array(z.string()).optional() }),
  ),
  types: z.record(z.string(), typeSchema),
});
export type PublishedPackage = z.infer<typeof packageSchema>;

/** The published schemas are beside the project where it is developed, not in it. */
const FOLDER = "../shared/schemas";
export const areSchemasHere = existsSync(FOLDER);

export function publishedSchema(name: string): PublishedPackage {
  return packageSchema.parse(JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8")));
}
