import { parseDuration } from "../../core/common/duration.ts";
import { commandErrors } from "../../core/words/commands.ts";
import type { CommandDefinition, OptionDefinition, OptionValues } from "../define.ts";
import type { LineWord } from "./parse-line.ts";

/** A value before it is read; true stands for yes. */
type Given = readonly [option: OptionDefinition, value: string | true];

type Options = CommandDefinition["options"];

const textLimit = 300;

/** Checks typed words against a command's options. @throws UserFacingError naming the option and what it takes */
export function parseOptions({ options }: CommandDefinition, words: readonly LineWord[]): OptionValues {
  const values: Record<string, string | number | boolean> = {};
  const rest = words.values();
  for (const word of rest) {
    const [option, value] = word.kind === "bare" ? takeBare(options, word.text, rest) : take(options, word);
    if (Object.hasOwn(values, option.name)) throw commandErrors.optionTwice(option.name);
    values[option.name] = value === true || parseValue(option, value);
  }
  return values;
}

function take(options: Options, { name, value }: Extract<LineWord, { kind: "option" }>): Given {
  const option = findOption(options, name);
  if (option === undefined) throw commandErrors.unknownOption(options.map((other) => other.name));
  return [option, value];
}

/** A bare word is a yes, the name of the value that comes next, or the value that needs no name. */
function takeBare(options: Options, text: string, rest: Iterator<LineWord, undefined>): Given {
  const named = findOption(options, text);
  if (named?.type === "boolean") return [named, true];
  if (named !== undefined) return [named, textOf(options, rest.next().value)];
  const positional = options.find(({ isPositional }) => isPositional === true);
  if (positional === undefined) throw commandErrors.notAnOption();
  return [positional, text];
}

/** What looks like an option may be a value, such as a URL, unless the command has that option. */
function textOf(options: Options, word: LineWord | undefined): string {
  if (word?.kind === "bare") return word.text;
  if (word === undefined || findOption(options, word.name) !== undefined) throw commandErrors.notAnOption();
  return `${word.name}:${word.value}`;
}

function findOption(options: Options, name: string): OptionDefinition | undefined {
  return options.find((option) => option.name === name);
}

function parseValue(option: OptionDefinition, text: string): string | number | boolean {
  if (option.type === "boolean") return parseBoolean(option, text);
  if (option.type === "integer" || option.type === "number") return parseNumber(option, text);
  if (option.type === "clock") return parseClock(option, text);
  if (option.type === "duration") return inRange(option, parseDuration(text), "a time such as 90m or 2h");
  return parseText(option, text);
}

function parseText(option: OptionDefinition, text: string): string {
  const { maxLength = textLimit } = option;
  if (text.length > maxLength || /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text))
    throw commandErrors.badText(option.name, maxLength);
  if (option.choices !== undefined && !option.choices.includes(text))
    throw commandErrors.badChoice(option.name, option.choices);
  return text;
}

function parseBoolean(option: OptionDefinition, text: string): boolean {
  const word = text.toLowerCase();
  if (["true", "yes", "on"].includes(word)) return true;
  if (["false", "no", "off"].includes(word)) return false;
  throw commandErrors.badChoice(option.name, ["true", "false"]);
}

function parseNumber(option: OptionDefinition, text: string): number {
  const form = option.type === "integer" ? /^-?\d{1,9}$/u : /^-?\d{1,9}(\.\d{1,9})?$/u;
  return inRange(
    option,
    form.test(text) ? Number(text) : undefined,
    option.type === "integer" ? "a whole number" : "a number such as 0.2",
  );
}

/** A time of day in 24 hours, as `HH:MM`. */
function parseClock({ name }: OptionDefinition, text: string): string {
  if (!/^([01]?\d|2[0-3]):[0-5]\d$/u.test(text)) throw commandErrors.badClock(name);
  return text.padStart(5, "0");
}

function inRange(option: OptionDefinition, value: number | undefined, form: string): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = option;
  if (value === undefined || value < min || value > max) throw commandErrors.badNumber(option, form);
  return value;
}
