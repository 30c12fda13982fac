import type { APIApplicationCommandBasicOption, APIApplicationCommandOption } from "discord.js";
import type { Registration } from "./registration.ts";

/**
 * Discord's limits; `texts` is for the names, descriptions and choices of one command together.
 * Source: Discord's documentation of application commands; its OpenAPI file does not hold all of them.
 */
const limits = {
  description: 100,
  options: 25,
  choices: 25,
  choice: 100,
  commands: 100,
  texts: 4000,
} as const;

type Named = { readonly name: string; readonly description: string };

/** What Discord would refuse of a registration, each with the place it was found at; empty when all is well. */
export function findRegistrationFaults(commands: readonly Registration[]): readonly string[] {
  return [
    ...tooMany("commands", commands, limits.commands),
    ...repeated("commands", commands),
    ...commands.flatMap((command) => {
      const at = `/${command.name}`;
      const texts = countTexts({ ...command, options: command.options ?? [] });
      const tooLong =
        texts > limits.texts ? [`${at}: ${texts} characters in all, at most ${limits.texts}`] : [];
      return [...tooLong, ...faultsOfNamed(at, command), ...faultsOfOptions(at, command.options ?? [])];
    }),
  ];
}

function faultsOfOptions(at: string, options: readonly APIApplicationCommandOption[]): readonly string[] {
  const firstOptional = options.findIndex((option) => option.required !== true);
  const late = options.filter(
    (option, index) => option.required === true && index > firstOptional && firstOptional >= 0,
  );
  return [
    ...tooMany(at, options, limits.options),
    ...repeated(at, options),
    ...late.map(({ name }) => `${at} ${name}: a required option after an optional one`),
    ...options.flatMap((option) => {
      const place = `${at} ${option.name}`;
      const inner = "options" in option ? (option.options ?? []) : [];
      return [
        ...faultsOfNamed(place, option),
        ...faultsOfChoices(place, option),
        ...faultsOfOptions(place, inner),
      ];
    }),
  ];
}

function faultsOfNamed(at: string, { name, description }: Named): readonly string[] {
  const isNamed = /^[-_\p{L}\p{N}]{1,32}$/u.test(name) && name === name.toLowerCase();
  const isDescribed = description.trim() !== "" && description.length <= limits.description;
  return [
    ...(isNamed ? [] : [`${at}: a name of 1 to 32 lower case letters, digits, - and _ is needed`]),
    ...(isDescribed ? [] : [`${at}: a description of 1 to ${limits.description} characters is needed`]),
  ];
}

function faultsOfChoices(at: string, option: APIApplicationCommandOption): readonly string[] {
  const choices = choicesOf(option);
  const bad = choices.filter((value) => value.trim() === "" || value.length > limits.choice);
  return [
    ...tooMany(at, choices, limits.choices),
    ...repeated(
      at,
      choices.map((name) => ({ name })),
    ),
    ...bad.map((value) => `${at}: the choice "${value}" has not 1 to ${limits.choice} characters`),
  ];
}

function choicesOf(
  option: APIApplicationCommandOption | APIApplicationCommandBasicOption,
): readonly string[] {
  return "choices" in option ? (option.choices ?? []).map(({ name }) => name) : [];
}

function countTexts(option: Named & { readonly options?: readonly APIApplicationCommandOption[] }): number {
  const inner = option.options ?? [];
  const own = option.name.length + option.description.length;
  return inner.reduce(
    (sum, each) => sum + countTexts(withOptions(each)) + 2 * choicesOf(each).join("").length,
    own,
  );
}

function withOptions(
  option: APIApplicationCommandOption,
): Named & { readonly options: readonly APIApplicationCommandOption[] } {
  return {
    name: option.name,
    description: option.description,
    options: "options" in option ? (option.options ?? []) : [],
  };
}

function tooMany(at: string, things: readonly unknown[], most: number): readonly string[] {
  return things.length > most ? [`${at}: ${things.length} entries, at most ${most}`] : [];
}

function repeated(at: string, things: readonly { readonly name: string }[]): readonly string[] {
  const names = things.map(({ name }) => name);
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `${at}: ${name} is there twice`);
}
