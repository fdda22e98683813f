import { readFileSync } from "node:fs";
import ts from "typescript";

/** A property as an SDK's type declarations have it. */
export interface Declared {
  readonly optional: boolean;
  readonly type: DeclaredType;
}

export type DeclaredType =
  | { readonly kind: "text" | "integer" | "boolean" | "json" }
  | { readonly kind: "list" | "map"; readonly of: DeclaredType }
  | { readonly kind: "object"; readonly name: string };

/** The declarations of one installed SDK. */
export class Sdk {
  readonly #files = new Map<string, ts.SourceFile>();

  constructor(private readonly folder: string) {}

  /** The inputs of a resource type or of the provider: `<Name>Args` in `<file>.d.ts`. */
  inputs(file: string, name: string): Record<string, Declared> {
    return this.#properties(this.#interface(file, `${name}Args`));
  }

  /** The properties of a nested input type. */
  nested(name: string): Record<string, Declared> {
    return this.#properties(this.#interface("types/input", name));
  }

  /** The names of a resource's outputs. */
  outputs(file: string, name: string): string[] {
    const declaration = this.#source(file).statements.find(
      (node) => ts.isClassDeclaration(node) && node.name?.text === name,
    );
    if (declaration === undefined || !ts.isClassDeclaration(declaration))
      throw new Error(`${file}.d.ts has no class ${name}`);
    return declaration.members
      .filter(ts.isPropertyDeclaration)
      .map((member) => member.name.getText(this.#source(file)));
  }

  #interface(file: string, name: string): ts.InterfaceDeclaration {
    const found = this.#source(file).statements.find(
      (node) => ts.isInterfaceDeclaration(node) && node.name.text === name,
    );
    if (found === undefined || !ts.isInterfaceDeclaration(found))
      throw new Error(`${file}.d.ts has no interface ${name}`);
    return found;
  }

  #properties(declaration: ts.InterfaceDeclaration): Record<string, Declared> {
    const source = declaration.getSourceFile();
    const members = declaration.members.filter(ts.isPropertySignature);
    return Object.fromEntries(
      members.map((member) => {
        if (member.type === undefined)
          throw new Error(`${declaration.name.text}.${member.name.getText(source)} has no type`);
        return [
          member.name.getText(source),
          { optional: member.questionToken !== undefined, type: typeOf(member.type, source) },
        ];
      }),
    );
  }

  #source(file: string): ts.SourceFile {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(`${this.folder}/${file}.d.ts`, "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    this.#files.set(file, source);
    return source;
  }
}

function typeOf(node: ts.TypeNode, source: ts.SourceFile): DeclaredType {
  if (ts.isUnionTypeNode(node)) {
    const [only, ...others] = node.types.filter((type) => type.kind !== ts.SyntaxKind.UndefinedKeyword);
    if (only === undefined || others.length > 0) throw new Error(`a union: ${node.getText(source)}`);
    return typeOf(only, source);
  }
  if (node.kind === ts.SyntaxKind.StringKeyword) return { kind: "text" };
  if (node.kind === ts.SyntaxKind.NumberKeyword) return { kind: "integer" };
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return { kind: "boolean" };
  if (node.kind === ts.SyntaxKind.AnyKeyword) return { kind: "json" };
  if (ts.isArrayTypeNode(node)) return { kind: "list", of: typeOf(node.elementType, source) };
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    if (index !== undefined) return { kind: "map", of: typeOf(index.type, source) };
  }
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText(source);
    const [argument] = node.typeArguments ?? [];
    if (name === "pulumi.Input" && argument !== undefined) return typeOf(argument, source);
    if (name.startsWith("inputs.")) return { kind: "object", name: name.slice("inputs.".length) };
  }
  throw new Error(`an unexpected type: ${node.getText(source)}`);
}
