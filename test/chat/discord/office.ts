import type { CommandDefinition } from "../../../src/commands/define.ts";
import type { Card } from "../../../src/core/records/card.ts";
import type { Dispatch, Invocation } from "../../../src/core/records/invocation.ts";
import type { Chat } from "../../../src/core/ports/chat.ts";

/** Two commands that need nothing but a chat: one answers the asker alone, one the team. */
export const officeCommands: readonly CommandDefinition[] = [
  {
    path: ["desk", "say"],
    summary: "Says it to you alone",
    options: [
      {
        name: "words",
        summary: "What to say",
        type: "text",
        suggestions: ["good morning", "good night", "morning tea"],
      },
      { name: "times", summary: "How often", type: "integer", min: 1, max: 9 },
      { name: "loud", summary: "Whether loudly", type: "boolean" },
    ],
  },
  { path: ["desk", "post"], summary: "Shows it to the team", options: [] },
  { path: ["desk", "file"], summary: "Reached by a button only", options: [], isHidden: true },
];

export type Office = {
  readonly dispatch: Dispatch;
  readonly heard: readonly Invocation[];
  /** The card that `desk post` shows. */
  posted(teamId: string): Card;
  open(chat: Chat): void;
};

/** Answers `post` with a card in the channel and all else with the invocation, for the asker's eyes. */
export function createOffice(): Office {
  const heard: Invocation[] = [];
  const opened = Promise.withResolvers<Chat>();

  async function dispatch(invocation: Invocation): ReturnType<Dispatch> {
    heard.push(invocation);
    if (invocation.commandLine !== "desk post")
      return { card: privateCard(invocation), acknowledgement: "Said." };
    const card = teamCard(invocation.teamId);
    const chat = await opened.promise;
    await chat.show(card);
    return { card, acknowledgement: "It is posted." };
  }

  return { dispatch, heard, posted: teamCard, open: opened.resolve };
}

function privateCard({ teamId, person, commandLine, place, isGuest }: Invocation): Card {
  return {
    key: `say-${commandLine}`,
    teamId,
    onlyFor: person,
    tone: "good",
    outcome: "succeeded",
    title: "You said",
    lines: [[`${place}${isGuest ? ", guest" : ""}: `, { kind: "code", text: commandLine }]],
    actions: [{ label: "File it", commandLine: "desk file", style: "primary" }],
  };
}

function teamCard(teamId: string): Card {
  return {
    key: "post",
    teamId,
    tone: "working",
    outcome: "open",
    title: "A post",
    lines: [["Everybody sees it."]],
    bar: { fraction: 0.5, label: "50 %" },
  };
}
