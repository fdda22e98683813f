import { isMap, isScalar, parseDocument, visit, type YAMLMap } from "yaml";

/** The plain texts under `fn::secret` in a definition; none where it is no YAML. */
export function secretsIn(yaml: string): string[] {
  const found: string[] = [];
  visit(parseDocument(yaml), { Map: (_, node) => void found.push(...plainSecretOf(node)) });
  return found;
}

/** Whether a definition holds a secret, sealed or not. */
export function holdsSecret(yaml: string): boolean {
  let found = false;
  visit(parseDocument(yaml), {
    Map: (_, node) => {
      found ||= node.has("fn::secret");
    },
  });
  return found;
}

/** The definition with `[secret]` for whatever is under `fn::secret`: fit for a terminal. */
export function masked(yaml: string): string {
  const document = parseDocument(yaml);
  if (document.errors.length > 0) return "[not YAML: not shown, as it may hold secrets]\n";
  visit(document, {
    Map: (_, node) => {
      if (!node.has("fn::secret")) return undefined;
      node.set("fn::secret", document.createNode("[secret]"));
      return visit.SKIP;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function plainSecretOf(node: YAMLMap): string[] {
  const argument = node.get("fn::secret", true) as unknown;
  if (isScalar(argument) && typeof argument.value === "string") return [argument.value];
  return isMap(argument) ? plainSecretOf(argument) : [];
}
