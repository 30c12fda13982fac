import { quoteValue } from "../../core/common/quote-value.ts";
import { commandErrors } from "../../core/words/commands.ts";

/** One word after the command: `idle:90m`, or a bare one such as `rotate`, which only the command knows how to take. */
export type LineWord =
  | { readonly kind: "option"; readonly name: string; readonly value: string }
  | { readonly kind: "bare"; readonly text: string };

/** A typed command in its parts: `pod up gpu:"RTX 4090"` has the path `pod up` and one word that is an option. */
export type ParsedLine = {
  /** Without a second word when none was typed. */
  readonly path: readonly [group: string, name?: string];
  readonly words: readonly LineWord[];
};

const lineLimit = 1_000;

/**
 * Reads `group name option:value bare …`; words with spaces stand in double quotes, `\"` and `\\` inside them.
 * @throws UserFacingError that quotes nothing of what was typed
 */
export function parseLine(text: string): ParsedLine {
  if (text.length > lineLimit) throw commandErrors.tooLong(lineLimit);
  const [group = "labelpod", ...rest] = splitWords(text.trim().replace(/^\//, ""));
  const [first, ...others] = rest.map(readWord);
  if (first?.kind !== "bare")
    return { path: [group.toLowerCase()], words: first === undefined ? [] : [first, ...others] };
  return { path: [group.toLowerCase(), first.text.toLowerCase()], words: others };
}

/** The line that `parseLine` reads back to the same parts. */
export function writeLine({ path, words }: ParsedLine): string {
  const written = words.map((word) =>
    word.kind === "bare" ? quoteValue(word.text) : `${word.name}:${quoteValue(word.value)}`,
  );
  return [...path, ...written].join(" ");
}

function readWord(word: string): LineWord {
  const [, name, value] = /^([a-z][a-z0-9-]{0,31}):(.*)$/su.exec(word) ?? [];
  if (name === undefined || value === undefined) return { kind: "bare", text: word };
  if (value === "") throw commandErrors.notAnOption();
  return { kind: "option", name, value };
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
