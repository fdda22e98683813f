import { describe, expect, it } from "vitest";
import { providerFields as githubProvider } from "../../sandbox/github/connection";
import { githubRows } from "../../sandbox/github/plugin";
import { providerFields as snowflakeProvider } from "../../sandbox/snowflake/connection";
import { snowflakeRows } from "../../sandbox/snowflake/plugin";
import type { Field, Fields } from "../../sandbox/table/field";
import type { Row } from "../../sandbox/table/row";
import { providerFields as vercelProvider } from "../../sandbox/vercel/connection";
import { VARIABLE_SET, vercelRows } from "../../sandbox/vercel/plugin";
import { variableSetFields } from "../../sandbox/vercel/variableSet";
import { areSchemasHere, type Published, type PublishedPackage, publishedSchema } from "./published";
import { type Declared, type DeclaredType, Sdk } from "./sdk";

type Described = Pick<Row, "fields" | "outputs">;
const vercelTypes: Record<string, Described> = { ...vercelRows, [VARIABLE_SET]: { fields: variableSetFields } };

const vendors: { name: string; folder: string; types: Readonly<Record<string, Described>>; provider: Fields }[] = [
  { name: "snowflake", folder: "node_modules/@pulumi/snowflake", types: snowflakeRows, provider: snowflakeProvider },
  { name: "github", folder: "node_modules/@pulumi/github", types: githubRows, provider: githubProvider },
  { name: "vercel", folder: "node_modules/@pulumiverse/vercel", types: vercelTypes, provider: vercelProvider },
];

/** Resource types that came after the published schema that is at hand; the installed SDK alone decides on them. */
const newerThanSchema = ["vercel:index/projectRoute:ProjectRoute"];

for (const { name, folder, types, provider } of vendors) {
  describe(`the ${name} stand-in against the installed SDK`, () => {
    const sdk = new Sdk(folder);

    for (const [token, { fields, outputs }] of Object.entries(types)) {
      const [, file = "", type = ""] = token.match(/^\w+:index\/(\w+):(\w+)$/) ?? [];

      it(`${type} takes the inputs that the SDK declares, of the same types, the same ones required`, () => {
        expect(unlikeDeclared(sdk, fields, sdk.inputs(file, type), type)).toEqual([]);
      });

      it(`${type} gives outputs that the SDK declares`, () => {
        expect(sdk.outputs(file, type)).toEqual(expect.arrayContaining(Object.keys(outputs ?? {})));
      });
    }

    it("the provider takes the arguments that the SDK declares", () => {
      expect(unlikeDeclared(sdk, provider, sdk.inputs("provider", "Provider"), "Provider")).toEqual([]);
    });
  });

  if (!areSchemasHere) continue;
  describe(`the ${name} stand-in against the published schema`, () => {
    const schema = publishedSchema(name);

    for (const [token, { fields }] of Object.entries(types)) {
      if (newerThanSchema.includes(token)) {
        it(`${token} is not in the schema yet`, () => expect(schema.resources).not.toHaveProperty([token]));
        continue;
      }

      it(`${token} replaces, hides and restricts what the schema says`, () => {
        const published = schema.resources[token];
        expect(published, `${token} is not in the schema`).toBeDefined();
        expect(unlikePublished(schema, fields, published?.inputProperties ?? {}, token)).toEqual([]);
      });
    }
  });
}

/** Every way in which fields differ from an SDK's declarations, in words. */
function unlikeDeclared(sdk: Sdk, fields: Fields, declared: Record<string, Declared>, path: string): string[] {
  const invented = Object.keys(fields).filter((name) => declared[name] === undefined);
  const missing = Object.keys(declared).filter((name) => fields[name] === undefined);
  const both = Object.entries(fields).flatMap(([name, field]): [string, Field, Declared][] => {
    const other = declared[name];
    return other === undefined ? [] : [[`${path}.${name}`, field, other]];
  });
  return [
    ...invented.map((name) => `${path}.${name} is not in the SDK`),
    ...missing.map((name) => `${path}.${name} is only in the SDK`),
    ...both.flatMap(([at, field, { optional, type }]) => [
      ...(optional === !field.required ? [] : [`${at} is ${optional ? "optional" : "required"} in the SDK`]),
      ...unlikeType(sdk, field, type, at),
    ]),
  ];
}

function unlikeType(sdk: Sdk, field: Field, type: DeclaredType, path: string): string[] {
  if (field.notImitated !== undefined) return [];
  const kind = field.type === "set" ? "list" : field.type;
  if (kind !== type.kind) return [`${path} is ${type.kind} in the SDK, not ${kind}`];
  if ("of" in type && field.of !== undefined) return unlikeType(sdk, field.of, type.of, `${path}[*]`);
  return type.kind === "object" ? unlikeDeclared(sdk, field.fields ?? {}, sdk.nested(type.name), path) : [];
}

/** Where a published schema says more than a field does; what the schema doesn't know is the SDK's business. */
function unlikePublished(
  schema: PublishedPackage,
  fields: Fields,
  published: Record<string, Published>,
  path: string,
): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const other = published[name];
    return other === undefined || field.notImitated ? [] : unlikeProperty(schema, field, other, `${path}.${name}`);
  });
}

function unlikeProperty(schema: PublishedPackage, field: Field, published: Published, path: string): string[] {
  const type = schema.types[published.$ref?.replace("#/types/", "") ?? ""];
  const allowed = published.enum ?? type?.enum?.map((one) => (typeof one === "object" ? one.value : one));
  const same =
    allowed === undefined || JSON.stringify([...allowed].sort()) === JSON.stringify([...(field.oneOf ?? [])].sort());
  return [
    ...(published.willReplaceOnChanges && !field.forcesReplacement ? [`${path} replaces`] : []),
    ...(published.secret && field.secret === undefined ? [`${path} is secret`] : []),
    ...(same ? [] : [`${path} allows ${allowed?.join(", ")}`]),
    ...(published.default === undefined || published.default === field.default
      ? []
      : [`${path} defaults to ${published.default}`]),
    ...(published.items && field.of ? unlikeProperty(schema, field.of, published.items, `${path}[*]`) : []),
    ...(type?.properties && field.fields ? unlikePublished(schema, field.fields, type.properties, path) : []),
  ];
}
