import { commands } from "../../src/commands/index.ts";
import { readSettings } from "./settings.ts";
import { commandTable, optionTable, putTable, settingTable } from "./tables.ts";

/** README.md with the tables that are made from the code and from .env.example. */
export function renderReadme(readme: string, example: string): string {
  const tables = {
    commands: commandTable(commands),
    "options of pod up": optionTable(commands, "pod up"),
    "options of train": optionTable(commands, "train deepedit"),
    settings: settingTable(readSettings(example)),
  };
  return Object.entries(tables).reduce((text, [name, table]) => putTable(text, name, table), readme);
}
