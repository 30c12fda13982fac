import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord.js";
import type { CommandDefinition, OptionDefinition } from "../../commands/define.ts";
import { discordWords } from "../../core/words/discord.ts";
import { clip } from "./markup.ts";
import { defined } from "../../core/common/defined.ts";

export type Registration = RESTPostAPIChatInputApplicationCommandsJSONBody;

const descriptionLimit = 100;

/** One slash command per first word, with a subcommand per second; hidden commands are reached by buttons only. */
export function toRegistration(commands: readonly CommandDefinition[]): readonly Registration[] {
  const groups = Map.groupBy(
    commands.filter(({ isHidden }) => isHidden !== true),
    ({ path }) => path[0],
  );
  return [...groups].map(([name, members]) => ({
    type: ApplicationCommandType.ChatInput,
    name,
    description: clip(discordWords.summaryOf(members.map(({ path }) => path[1])), descriptionLimit),
    options: members.map(toSubcommand),
  }));
}

function toSubcommand({ path, summary, options }: CommandDefinition): APIApplicationCommandSubcommandOption {
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: path[1],
    description: summary,
    options: options.map(toOption),
  };
}

function toOption(option: OptionDefinition): APIApplicationCommandBasicOption {
  const named = { name: option.name, description: option.summary };
  const bounds = {
    ...defined({ min_value: option.min, max_value: option.max }),
  };
  if (option.type === "integer") return { ...named, ...bounds, type: ApplicationCommandOptionType.Integer };
  if (option.type === "number") return { ...named, ...bounds, type: ApplicationCommandOptionType.Number };
  if (option.type === "boolean") return { ...named, type: ApplicationCommandOptionType.Boolean };
  return { ...named, ...offers(option), type: ApplicationCommandOptionType.String };
}

function offers({
  choices,
  suggestions,
}: OptionDefinition): { autocomplete: true } | { choices?: { name: string; value: string }[] } {
  if (choices !== undefined) return { choices: choices.map((value) => ({ name: value, value })) };
  return suggestions === undefined ? {} : { autocomplete: true };
}
