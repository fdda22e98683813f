import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** Where the vendor's description lies beside a checkout that has it; it is not ours to publish. */
const FILE = join(__dirname, "../../../../shared/facts/lambda-cloud-openapi-1.10.json");

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}
interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { requestBody?: Content; responses: Record<string, Content> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** The vendor's own description of the API. */
export interface Description {
  /** `<METHOD> <path>` without `/api/v1`, but for what the stand-in leaves out: audit events, fabric, tickets. */
  readonly operations: readonly string[];
  /** `<status> <code>` of each error that an operation documents. */
  errors(operation: string): string[];
  /** What the whole body of an answer must be; undefined for a status that is not documented. */
  answer(operation: string, status: number): z.ZodType | undefined;
  /** What a body must be; undefined where none is taken. */
  request(operation: string): z.ZodType | undefined;
}

/** Undefined in a checkout without it. */
export function readDescription(): Description | undefined {
  if (!existsSync(FILE)) return undefined;
  // JSON Schema keeps what is referred to under $defs, OpenAPI under components/schemas.
  const text = readFileSync(FILE, "utf8").replaceAll("#/components/schemas/", "#/$defs/");
  // A default is a remark in JSON Schema; zod would take it for leave to omit what is required.
  const api = JSON.parse(text, (key, value) => (key === "default" ? undefined : value)) as OpenApi;
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path.replace("/api/v1", "")}`,
      operation,
    })),
  );
  const find = (name: string) => operations.find((candidate) => candidate.name === name)?.operation;
  const schema = (content: Content | undefined) => content?.content?.["application/json"]?.schema;
  const compile = (found: JsonSchema | undefined) =>
    found === undefined
      ? undefined
      : z.fromJSONSchema({ ...(found as object), $defs: api.components.schemas } as JsonSchema);
  return {
    operations: operations.map(({ name }) => name).filter((name) => !/audit-events|fabric|tickets/.test(name)),
    errors: (name) =>
      Object.entries(find(name)?.responses ?? {}).flatMap(([status, response]) => {
        const referred = [...JSON.stringify(schema(response) ?? {}).matchAll(/#\/\$defs\/(ApiError\w+)/g)];
        return referred.map(([, ref]) => `${status} ${codeOf(api.components.schemas[ref ?? ""])}`);
      }),
    answer: (name, status) => compile(schema(find(name)?.responses[status])),
    request: (name) => compile(schema(find(name)?.requestBody)),
  };
}

function codeOf(error: unknown): string {
  return z.object({ properties: z.object({ code: z.object({ const: z.string() }) }) }).parse(error).properties.code
    .const;
}
