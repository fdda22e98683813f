interface Pattern {
  readonly method: string;
  /** With `{names}` for whole segments, as OpenAPI writes it. */
  readonly path: string;
}

/** The first of `routes` that a call is for, with the path's `{names}`; undefined where there is none. */
export function match<R extends Pattern>(
  routes: readonly R[],
  { method, path }: Pattern,
): { readonly route: R; readonly names: Readonly<Record<string, string>> } | undefined {
  const segments = path.split("/");
  for (const route of routes) {
    const pattern = route.path.split("/");
    if (route.method !== method || pattern.length !== segments.length) continue;
    const pairs = pattern.map((part, i) => [part, decoded(segments[i] ?? "")] as const);
    if (!pairs.every(([part, segment]) => (part.startsWith("{") ? segment !== "" : part === segment))) continue;
    const names = pairs.filter(([part]) => part.startsWith("{")).map(([part, name]) => [part.slice(1, -1), name]);
    return { route, names: Object.fromEntries(names) };
  }
  return undefined;
}

/** What is no percent-encoded text stands for itself: nothing has such a name. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
