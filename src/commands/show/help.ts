import { line, code, type Line } from "../../core/records/text.ts";
import { answerWords } from "../../core/words/answers.ts";
import type { Command, CommandDefinition } from "../define.ts";
import { answer } from "../reply.ts";
import { writeUsage } from "../line/write-usage.ts";

/** `/labelpod help` and `/pod help`, made from the definitions of all commands. */
export function helpCommands(list: () => readonly CommandDefinition[]): readonly Command[] {
  return (["labelpod", "pod", "train", "volume", "settings"] as const).map((group) => ({
    path: [group, "help"],
    isUse: false,
    summary: group === "labelpod" ? "Lists all commands" : `Lists the commands of /${group}`,
    options: [],
    run: ({ invocation }) => {
      const shown = list().filter(
        (command) => command.isHidden !== true && (group === "labelpod" || command.path[0] === group),
      );
      return Promise.resolve(
        answer(invocation, {
          title: answerWords.helpTitle(),
          lines: [...shown.map(helpLine), answerWords.helpHint()],
        }),
      );
    },
  }));
}

function helpLine(command: CommandDefinition): Line {
  const { path, summary, options } = command;
  const names = options.filter(({ isPositional }) => isPositional !== true).map(({ name }) => name);
  const others = names.length === 0 ? "" : ` (${names.join(", ")})`;
  return line`${code(`/${path[0]} ${writeUsage(command)}`)} ${summary}${others}`;
}
