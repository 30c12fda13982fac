import { commandErrors } from "../../core/words/commands.ts";
import type { Command } from "../define.ts";
import type { ParsedLine } from "./parse-line.ts";

/**
 * The command of a line. A first word alone means the group's `show`, else its help; with options after it, its `set`, else its `show`.
 * @throws UserFacingError
 */
export function findCommand(commands: readonly Command[], { path, words }: ParsedLine): Command {
  const [group, name] = path;
  const members = commands.filter((command) => command.path[0] === group);
  const named = (word: string): Command | undefined => members.find((command) => command.path[1] === word);
  const shown = named("show");
  const unnamed = words.length > 0 ? (named("set") ?? shown) : (shown ?? named("help"));
  const command = name === undefined ? unnamed : named(name);
  if (command !== undefined) return command;
  const visible = members.filter(({ isHidden }) => isHidden !== true);
  if (visible.length === 0) throw commandErrors.unknownCommand();
  throw commandErrors.unknownName(visible.map((member) => member.path.join(" ")));
}
