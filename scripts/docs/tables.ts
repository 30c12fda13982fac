import type { CommandDefinition, OptionDefinition } from "../../src/commands/define.ts";
import { writeUsage } from "../../src/commands/line/write-usage.ts";
import type { SettingGroup } from "./settings.ts";

/** Every command that a person can type, as a Markdown table. */
export function commandTable(commands: readonly CommandDefinition[]): string {
  const rows = commands
    .filter(({ isHidden }) => isHidden !== true)
    .map((command) => [
      `\`/${command.path[0]} ${writeUsage(command)}\``,
      command.summary,
      optionNames(command.options),
    ]);
  return toTable(["Command", "What it does", "Options"], rows);
}

/** The options of one command, as a Markdown table. @throws when there is no such command */
export function optionTable(commands: readonly CommandDefinition[], path: string): string {
  const command = commands.find((other) => other.path.join(" ") === path);
  if (command === undefined) throw new Error(`there is no command ${path}`);
  const rows = command.options.map((option) => [`\`${option.name}\``, option.summary, valuesOf(option)]);
  return toTable(["Option", "What it is", "Values"], rows);
}

/** All environment variables, as a Markdown table. */
export function settingTable(groups: readonly SettingGroup[]): string {
  const rows = groups.flatMap(({ title, settings }) => [
    [`**${title}**`, "", ""],
    ...settings.map(({ name, byDefault, summary }) => [
      `\`${name}\``,
      summary,
      byDefault === "" ? "" : `\`${byDefault}\``,
    ]),
  ]);
  return toTable(["Variable", "What it is", "Default"], rows);
}

/** The text with this table between its two markers. @throws when the markers are missing */
export function putTable(text: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name}: made by npm run docs -->`, `<!-- end of ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the markers of ${name} are missing`);
  return `${text.slice(0, from)}${begin}\n\n${table}\n${text.slice(to)}`;
}

function optionNames(options: readonly OptionDefinition[]): string {
  return options.map(({ name }) => `\`${name}\``).join(" ");
}

function valuesOf({ type, choices, suggestions, min, max }: OptionDefinition): string {
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(", ");
  if (suggestions !== undefined) return `such as \`${suggestions[0]}\``;
  if (type === "boolean") return "`true`, `false`";
  if (type === "duration") return "such as `90m`";
  if (type === "clock") return "such as `18:00`";
  return min === undefined || max === undefined ? "text" : `${min} to ${max}`;
}

/** A Markdown table. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`,
  );
  return `${lines.join("\n")}\n`;
}
