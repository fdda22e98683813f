/**
 * `template` with each `%{name}` replaced by its value. Both must fit: a placeholder without a value and a value without
 * a placeholder throw, so that a template and its code cannot drift apart. Values are not in the error.
 */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  const wanted = new Set([...template.matchAll(/%\{(\w+)\}/g)].map(([, name = ""]) => name));
  const missing = [...wanted].filter((name) => !Object.hasOwn(values, name));
  const unused = Object.keys(values).filter((name) => !wanted.has(name));
  if (missing.length > 0) throw new Error(`the template wants ${missing.join(", ")}, for which there is no value`);
  if (unused.length > 0) throw new Error(`the template has no place for ${unused.join(", ")}`);
  return template.replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
