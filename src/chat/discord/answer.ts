import { type REST, type RepliableInteraction, Routes } from "discord.js";
import type { Reply } from "../../core/records/invocation.ts";
import { type Person, line, mention } from "../../core/records/text.ts";
import { discordWords } from "../../core/words/discord.ts";
import type { Home } from "./invocation.ts";
import { fit, toPieces } from "./markup.ts";
import { renderLink } from "./render-buttons.ts";
import { type MessageBody, renderEdit } from "./render.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type AnswerDeps = Pick<ChatDeps, "messages" | "clock"> & {
  readonly home: Home;
  readonly rest: REST;
};

const contentLimit = 2000;
const answerMs = 10_000;

/** Turns the acknowledgement, which only its person sees, into the reply. @throws what Discord's API answers. */
export async function answer(
  interaction: RepliableInteraction,
  reply: Reply,
  deps: AnswerDeps,
): Promise<void> {
  const body = reply.card.onlyFor === undefined ? await acknowledgement(reply, deps) : renderEdit(reply.card);
  await deps.rest.patch(Routes.webhookMessage(interaction.applicationId, interaction.token, "@original"), {
    body,
    auth: false,
    signal: deps.clock.deadline(answerMs),
  });
}

/** Asks the person, by a message of the bot's own, to try again: the private answer can't be given any more. */
export async function sayAnswerWasLost(person: Person, deps: AnswerDeps): Promise<void> {
  const body = {
    content: fit(toPieces(line`${mention(person)} ${discordWords.answerLost}`), contentLimit),
    allowed_mentions: { parse: [], users: [person.id] },
  };
  await deps.rest.post(Routes.channelMessages(deps.home.channelId), {
    body,
    signal: deps.clock.deadline(answerMs),
  });
}

/** The card itself is in the channel already, or will be in a moment. */
async function acknowledgement(reply: Reply, { home, messages }: AnswerDeps): Promise<MessageBody> {
  const placed = await messages.get(reply.card.teamId, `discord/${reply.card.key}`);
  const messageId = placed?.value.messageId;
  const url = `https://discord.com/channels/${home.guildId}/${home.channelId}/${messageId}`;
  return {
    content: fit(toPieces([reply.acknowledgement]), contentLimit),
    embeds: [],
    components: messageId === undefined ? [] : [renderLink(discordWords.showCard, url)],
    allowed_mentions: { parse: [] },
  };
}
