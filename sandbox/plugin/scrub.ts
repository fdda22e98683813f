/** Lines of a secret that are shorter than this say nothing (`}`, `-----`). */
const SHORTEST_LINE = 12;

/** `text` with `[secret]` for every one of `secrets`: whole, line by line, or as JSON, a URL or base64 would write it. */
export function scrub(text: string, secrets: Iterable<string>): string {
  const forms = [...secrets].flatMap(formsOf).sort((a, b) => b.length - a.length);
  return forms.reduce((clean, form) => clean.replaceAll(form, "[secret]"), text);
}

function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(Buffer.from(secret).toString()),
    Buffer.from(secret).toString("base64"),
    ...lines.filter((line) => line.length >= SHORTEST_LINE),
  ];
}
