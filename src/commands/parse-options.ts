import { parseDuration } from "../core/duration.ts";
import { commandErrors } from "../core/words/commands.ts";
import type { CommandDefinition, OptionDefinition, OptionValues } from "./define.ts";

const textLimit = 300;

/** Checks typed options against their definitions. @throws UserFacingError naming the option and what it takes */
export function parseOptions(
  definition: CommandDefinition,
  typed: ReadonlyMap<string, string | true>,
): OptionValues {
  const values: Record<string, string | number | boolean> = {};
  for (const [name, text] of typed) {
    const option = definition.options.find((other) => other.name === name);
    if (text === true && option?.type !== "boolean") throw commandErrors.notAnOption();
    if (option === undefined)
      throw commandErrors.unknownOption(definition.options.map((other) => other.name));
    values[name] = text === true || parseValue(option, text);
  }
  return values;
}

function parseValue(option: OptionDefinition, text: string): string | number | boolean {
  if (option.type === "boolean") return parseBoolean(option, text);
  if (option.type === "integer" || option.type === "number") return parseNumber(option, text);
  if (option.type === "duration") return inRange(option, parseDuration(text), "such as 90m or 2h");
  if (text.length > textLimit || /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text))
    throw commandErrors.badText(option.name, textLimit);
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

function inRange(option: OptionDefinition, value: number | undefined, form: string): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = option;
  if (value === undefined || value < min || value > max) throw commandErrors.badNumber(option, form);
  return value;
}
