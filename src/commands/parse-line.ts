import { commandErrors } from "../core/words/commands.ts";

/** A typed command in its parts: `pod up gpu:"RTX 4090"` has the path `pod up` and one option. */
export type ParsedLine = {
  readonly path: readonly [string, string];
  /** True for a bare word, which stands for yes: `pod url rotate`. */
  readonly options: ReadonlyMap<string, string | true>;
};

const lineLimit = 1_000;

/**
 * Reads `group name option:value option …`; values with spaces stand in double quotes, `\"` and `\\` inside them.
 * @throws UserFacingError that quotes nothing of what was typed
 */
export function parseLine(text: string): ParsedLine {
  if (text.length > lineLimit) throw commandErrors.tooLong(lineLimit);
  const words = splitWords(text.trim().replace(/^\//, ""));
  const [group = "labelpod", name = "help", ...rest] = words;
  const options = new Map<string, string | true>();
  for (const word of rest) {
    const found = /^([a-z][a-z0-9-]{0,31})(?::(.+))?$/su.exec(word);
    if (found?.[1] === undefined) throw commandErrors.notAnOption();
    if (options.has(found[1])) throw commandErrors.optionTwice(found[1]);
    options.set(found[1], found[2] ?? true);
  }
  return { path: [group.toLowerCase(), name.toLowerCase()], options };
}

/** The line that `parseLine` reads back to the same parts. */
export function writeLine(line: ParsedLine): string {
  const options = [...line.options].map(([name, value]) =>
    value === true ? name : `${name}:${quote(value)}`,
  );
  return [...line.path, ...options].join(" ");
}

function quote(value: string): string {
  return /^[^\s"\\]+$/u.test(value) ? value : `"${value.replaceAll(/["\\]/gu, (sign) => `\\${sign}`)}"`;
}

function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (isQuoted && sign === "\\") {
      index += 1;
      word += text.charAt(index);
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/u.test(sign)) {
      if (word !== "") words.push(word);
      word = "";
    } else word += sign;
  }
  if (isQuoted) throw commandErrors.openQuote();
  return word === "" ? words : [...words, word];
}
