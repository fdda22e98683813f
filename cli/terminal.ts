import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colour only where a person sees it: `styleText` looks at the stream, NO_COLOR and FORCE_COLOR. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the escape sequences of a terminal look like
const ESCAPES = /\x1b\[[0-9;]*m/g;

/** How many columns a text takes, colours not counted. */
export function width(text: string): number {
  return [...text.replaceAll(ESCAPES, "")].length;
}

export function cut(text: string, columns: number): string {
  return width(text) <= columns
    ? text
    : `${[...text.replaceAll(ESCAPES, "")].slice(0, Math.max(0, columns - 1)).join("")}…`;
}

/** Rows under each other, every column as wide as its widest cell; the first row is the heading. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) => Math.max(width(title), ...rows.map((row) => width(row[column] ?? ""))));
  const line = (cells: readonly string[]) =>
    widths
      .map((columns, column) => (cells[column] ?? "") + " ".repeat(columns - width(cells[column] ?? "")))
      .join("  ")
      .trimEnd();
  return [paint("bold", line(heading)), ...rows.map(line)].join("\n");
}

/** `0.8 s`, `42 s`, `3 min 05 s`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, "0")} s`;
}
