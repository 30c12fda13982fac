import { ApplicationCommandOptionType } from "discord.js";
import type { DigitalDiscordCommandOption } from "discord-digital-twin";
import { z } from "zod";

const optionSchema = z.object({ name: z.string(), type: z.enum(ApplicationCommandOptionType) });
const registeredSchema = z.array(
  z.object({
    name: z.string(),
    options: z.array(z.object({ name: z.string(), options: z.array(optionSchema) })),
  }),
);

export type TypedCommand = { readonly name: string; readonly options: DigitalDiscordCommandOption[] };

const token = /([\w-]+):("(?:\\.|[^"\\])*"|\S*)/g;

/**
 * What Discord's client makes of `pod up gpu:"RTX 4090" idle:90m`: values typed as they were registered.
 * @param registered the body of the bot's registration
 */
export function typeCommand(line: string, registered: unknown): TypedCommand {
  const [name = "", subcommand = ""] = line.split(" ");
  const known = registeredSchema.parse(registered).find((command) => command.name === name);
  const options = known?.options.find((option) => option.name === subcommand)?.options;
  if (options === undefined) throw new Error(`/${name} ${subcommand} is not registered`);
  const typed = [...line.matchAll(token)].map(([, option = "", raw = ""]) => {
    const type = options.find((each) => each.name === option)?.type;
    if (type === undefined) throw new Error(`/${name} ${subcommand} has no option ${option}`);
    return { name: option, type, value: typeValue(type, unquote(raw)) };
  });
  return {
    name,
    options: [{ name: subcommand, type: ApplicationCommandOptionType.Subcommand, options: typed }],
  };
}

function unquote(raw: string): string {
  return raw.startsWith('"') ? raw.slice(1, -1).replaceAll(/\\(.)/g, "$1") : raw;
}

function typeValue(type: ApplicationCommandOptionType, text: string): string | number | boolean {
  if (type === ApplicationCommandOptionType.Boolean) return text === "true";
  return type === ApplicationCommandOptionType.String ? text : Number(text);
}
