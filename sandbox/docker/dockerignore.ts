/** What a .dockerignore leaves out; rules as in https://docs.docker.com/build/concepts/context/#dockerignore-files. */
export interface Ignore {
  /** Whether a path, relative to the context, is left out: by its own or by a parent folder's name. */
  readonly leavesOut: (path: string) => boolean;
  /** Whether something inside a folder that is left out may be taken back in by an `!` rule. */
  readonly hasExceptions: boolean;
}

export function readDockerignore(text: string): Ignore {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const rules = lines.filter((line) => !line.startsWith("#") && line.trim() !== "").map((line) => ruleOf(line.trim()));
  return {
    hasExceptions: rules.some(({ isException }) => isException),
    leavesOut: (path) => {
      const folders = path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
      // The last rule that says anything about the path, or about a folder that it is in, decides.
      const last = rules.findLast(({ pattern }) => folders.some((folder) => pattern.test(folder)));
      return last !== undefined && !last.isException;
    },
  };
}

function ruleOf(line: string): { isException: boolean; pattern: RegExp } {
  const isException = line.startsWith("!");
  const pattern = isException ? line.slice(1).trim() : line;
  return { isException, pattern: patternOf(cleaned(pattern)) };
}

/** As Go's filepath.Clean: `./a//b/../c/` is `a/c`. A leading slash means the context's root, as nothing does. */
function cleaned(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split("/")) {
    if (part === ".." && parts.length > 0) parts.pop();
    else if (part !== "" && part !== "." && part !== "..") parts.push(part);
  }
  return parts.join("/");
}

function patternOf(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?$|\*\*\/?|\\.|\[\^?[^\]]*\]|./gsu, (part, at: number) => {
    if (part.startsWith("**")) return at + part.length === pattern.length ? ".*" : "(?:.*/)?";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.length > 1 && part.startsWith("[")) return part;
    return part.replace(/^\\(?=.)/u, "").replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "su");
}
