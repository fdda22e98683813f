import type { RestRequest } from "../../rest/messages";

interface Sizes {
  readonly usual: number;
  readonly most: number;
}

/** One page of `items`, and the header that leads to the others. What is no number counts as not said (assumed). */
export function page<T>(
  items: readonly T[],
  { path, query }: RestRequest,
  { endpoint, sizes }: { readonly endpoint: string; readonly sizes: Sizes },
): { readonly items: readonly T[]; readonly headers: Record<string, string> } {
  const size = Math.min(sizes.most, positive(query.per_page) ?? sizes.usual);
  const number = positive(query.page) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (rel: string, to: number) => {
    const parameters = new URLSearchParams({ ...query, per_page: String(size), page: String(to) });
    return `<${endpoint}${path}?${parameters}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link("prev", number - 1)] : []),
    ...(number < last ? [link("next", number + 1), link("last", last)] : []),
    ...(number > 1 ? [link("first", 1)] : []),
  ];
  return {
    items: items.slice((number - 1) * size, number * size),
    headers: links.length > 0 ? { link: links.join(", ") } : {},
  };
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
