import { answerWords } from "../core/words/answers.ts";
import { failures } from "../core/words/errors.ts";
import type { Reply } from "../core/records/invocation.ts";
import type { CommandContext } from "./context.ts";
import type { Call, Command } from "./define.ts";
import { answer } from "./reply.ts";

const validMs = 60_000;

/** Keeps the command for a minute and asks its person for a yes. */
export async function askFirst(question: string, call: Call, context: CommandContext): Promise<Reply> {
  const { invocation } = call;
  const id = context.newId();
  const expiresAtMs = context.clock.now() + validMs;
  await context.store.confirmations.create(invocation.teamId, id, {
    person: invocation.person,
    commandLine: invocation.commandLine,
    question,
    expiresAtMs,
  });
  return answer(invocation, {
    title: answerWords.confirmTitle(),
    lines: [[question], answerWords.confirmWithin()],
    tone: "warning",
    outcome: "open",
    actions: [
      { label: answerWords.confirmButton(), commandLine: `labelpod confirm id:${id}`, style: "danger" },
    ],
  });
}

/** The yes to an earlier question: single-use, within the minute, by the same person. */
export const confirm: Command = {
  path: ["labelpod", "confirm"],
  isUse: false,
  summary: "Confirms a command",
  options: [{ name: "id", summary: "Which one", type: "text" }],
  isHidden: true,
  async run({ invocation, options, run }, context) {
    const id = typeof options["id"] === "string" ? options["id"] : "";
    const stored = await context.store.confirmations.get(invocation.teamId, id);
    if (stored === undefined) throw failures.expired();
    const { person, commandLine, question, expiresAtMs } = stored.value;
    if (person.platform !== invocation.person.platform || person.id !== invocation.person.id)
      throw failures.notYours();
    await context.store.confirmations.remove(stored);
    if (context.clock.now() > expiresAtMs) throw failures.expired();
    return run({ ...invocation, commandLine, confirmedQuestion: question });
  },
};
