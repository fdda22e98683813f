import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { FileTree, type Props } from "../plugin/types";
import { SIGNATURE, SIGNATURES, type WireObject } from "../plugin/wire";

/**
 * The files below `dir` that the globs name, sorted. In order, a glob adds files or, after `!`, takes them away. Imitated
 * of github.com/gobwas/glob: `*`, `**`, `?`, `[abc]`, `{a,b}`.
 */
export function findFiles(dir: string, globs: readonly string[]): string[] {
  const rules = globs.map((glob) => ({ adds: !glob.startsWith("!"), pattern: patternOf(glob.replace(/^!/, "")) }));
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = entries.map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join("/"));
  return paths.filter((path) => rules.findLast(({ pattern }) => pattern.test(path))?.adds ?? false).sort();
}

/** The files as an output: each by its path, as an asset. */
export function assetsOf(dir: string, paths: readonly string[]): Props {
  return Object.fromEntries(
    paths.map((path) => {
      const content = readFileSync(join(dir, path));
      return [path, new FileTree(new Map([["", content]]), assetAt(dir, path, content))];
    }),
  );
}

/** The files as one archive. Its hash is our own: only whether it changes counts. */
export function archiveOf(dir: string, paths: readonly string[]): FileTree {
  const files = new Map(paths.map((path) => [path, readFileSync(join(dir, path))]));
  const assets = Object.fromEntries([...files].map(([path, content]) => [path, assetAt(dir, path, content)]));
  const hash = sha256(JSON.stringify(Object.entries(assets).map(([path, asset]) => [path, asset.hash])));
  return new FileTree(files, { [SIGNATURE]: SIGNATURES.archive, hash, assets });
}

function assetAt(dir: string, path: string, content: Buffer): WireObject {
  return { [SIGNATURE]: SIGNATURES.asset, hash: sha256(content), path: join(dir, path) };
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function patternOf(glob: string): RegExp {
  let depth = 0;
  const source = glob.replace(/\*\*|\\?./gs, (part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part === "[" || part === "]") return part;
    if (part === "{") {
      depth += 1;
      return "(?:";
    }
    if (part === "}" && depth > 0) {
      depth -= 1;
      return ")";
    }
    if (part === "," && depth > 0) return "|";
    return part.replace(/^\\/, "").replace(/[.+^$()|\\{}]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}
