import { stringify } from "yaml";

/** A value and where it belongs, e.g. `ai.openai.apiKey`. */
export type Leaf = readonly [path: string, value: string | { readonly "fn::secret": string }];

interface Tree {
  [key: string]: Tree | Leaf[1];
}

/** An ESC environment's text that has each leaf at its place. */
export function nestedYaml(leaves: readonly Leaf[]): string {
  const tree: Tree = {};
  for (const [path, value] of leaves) put(tree, path.split("."), value);
  return stringify({ values: tree });
}

function put(tree: Tree, [step = "", ...rest]: readonly string[], leaf: Leaf[1]): void {
  if (rest.length === 0) {
    tree[step] = leaf;
    return;
  }
  const known = tree[step];
  const branch = typeof known === "object" && !("fn::secret" in known) ? (known as Tree) : {};
  tree[step] = branch;
  put(branch, rest, leaf);
}
