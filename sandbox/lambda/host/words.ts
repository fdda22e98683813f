/** The words of a command line as a POSIX shell would split them, or what makes it more than one plain command. */
export type Words = { readonly words: readonly string[] } | { readonly unsupported: string };

const SYNTAX = /[|&;<>()$`*?[\]{}~!#\n]/;

/**
 * Splits quotes and backslashes; anything that a shell would expand, join or redirect is named instead. Nothing is ever
 * handed to a real shell.
 */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote: "'" | '"' | undefined;
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    const next = line.charAt(at + 1);
    if (quote === "'") {
      if (sign === "'") quote = undefined;
      else word += sign;
    } else if (sign === "\\" && (quote === undefined || /["\\$`]/.test(next))) {
      word = (word ?? "") + next;
      at += 1;
    } else if (quote === '"') {
      if (sign === '"') quote = undefined;
      else if (sign === "$" || sign === "`") return { unsupported: sign };
      else word += sign;
    } else if (sign === "'" || sign === '"') {
      quote = sign;
      word ??= "";
    } else if (/[ \t]/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (SYNTAX.test(sign)) {
      return { unsupported: sign === next ? sign + next : sign };
    } else {
      word = (word ?? "") + sign;
    }
  }
  if (quote !== undefined) return { unsupported: `an open ${quote}` };
  return { words: word === undefined ? words : [...words, word] };
}
