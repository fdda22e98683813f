import { parseDocument } from "yaml";
import { z } from "zod";

/** A definition that is kept in git. */
export interface Committed {
  /** `project/environment`. */
  readonly name: string;
  readonly yaml: string;
}

const importsSchema = z.object({
  imports: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).nullish(),
});

/** The environments that a definition imports, by full name, in its order; none where it is not of that form. */
export function importsOf(yaml: string): string[] {
  const document = parseDocument(yaml);
  const parsed = importsSchema.safeParse(document.errors.length > 0 ? undefined : document.toJS());
  const imports = parsed.data?.imports ?? [];
  return imports.flatMap((entry) => (typeof entry === "string" ? [entry] : Object.keys(entry))).map(fullName);
}

/** As Pulumi Cloud resolves it: without project it is in `default`; a version is no part of the name. */
function fullName(name: string): string {
  const [bare = ""] = name.split("@");
  return bare.includes("/") ? bare : `default/${bare}`;
}

/** `path` begins and ends with the same environment. */
export class ImportCycle extends Error {
  constructor(readonly path: readonly string[]) {
    super(`a cycle of imports: ${path.join(" imports ")}`);
    this.name = "ImportCycle";
  }
}

/** Whatever is imported comes before what imports it. Errors: `ImportCycle`, which ESC would refuse as well. */
export function inImportOrder(definitions: readonly Committed[]): Committed[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const ordered = new Set<Committed>();
  const visit = (definition: Committed, importers: readonly string[]) => {
    const path = [...importers, definition.name];
    if (importers.includes(definition.name)) throw new ImportCycle(path.slice(importers.indexOf(definition.name)));
    if (ordered.has(definition)) return;
    for (const name of importsOf(definition.yaml)) {
      const imported = byName.get(name);
      if (imported !== undefined) visit(imported, path);
    }
    ordered.add(definition);
  };
  for (const definition of definitions) visit(definition, []);
  return [...ordered];
}
