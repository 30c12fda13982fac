import { line, code, type Line } from "../core/text.ts";
import { answerWords } from "../core/words/answers.ts";
import type { Command, CommandDefinition } from "./define.ts";
import { answer } from "./reply.ts";

/** `/labelpod help` and `/pod help`, made from the definitions of all commands. */
export function helpCommands(list: () => readonly CommandDefinition[]): readonly Command[] {
  return (["labelpod", "pod", "train"] as const).map((group) => ({
    path: [group, "help"],
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

function helpLine({ path, summary, options }: CommandDefinition): Line {
  const names = options.length === 0 ? "" : ` (${options.map((option) => option.name).join(", ")})`;
  return line`${code(`/${path.join(" ")}`)} ${summary}${names}`;
}
