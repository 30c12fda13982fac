import {
  type Interaction,
  InteractionResponseType,
  MessageFlags,
  RESTJSONErrorCodes,
  type RepliableInteraction,
  type REST,
  Routes,
} from "discord.js";
import type { Reply } from "../../core/records/invocation.ts";
import { type Person, line, mention } from "../../core/records/text.ts";
import { discordWords } from "../../core/words/discord.ts";
import type { Completion } from "./autocomplete.ts";
import type { Home } from "./invocation.ts";
import { fit, toPieces } from "./markup.ts";
import { patiently } from "./patiently.ts";
import { isRefusedWith } from "./refusal.ts";
import { renderLink } from "./render-buttons.ts";
import { type MessageBody, renderEdit } from "./render.ts";
import type { ChatDeps } from "../chat-deps.ts";

export type AnswerDeps = Pick<ChatDeps, "messages" | "clock"> & {
  readonly home: Home;
  readonly rest: REST;
  /** Ends what waits for Discord. */
  readonly shutdown: AbortSignal;
};

const contentLimit = 2000;
/** Discord forgets an interaction after 3 seconds, but may take an acknowledgement in time and say so late. */
const answerMs = 10_000;

/** Says in private that the command was heard. @throws RefusedError, or the reason why it took too long */
export async function acknowledge(interaction: Interaction, deps: AnswerDeps): Promise<void> {
  const type = InteractionResponseType.DeferredChannelMessageWithSource;
  try {
    await respond(interaction, { type, data: { flags: MessageFlags.Ephemeral } }, deps);
  } catch (error) {
    // The first answer was lost on its way, so it was given twice.
    if (!isRefusedWith(error, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged)) throw error;
  }
}

/** Offers what an option may be. @throws as `acknowledge` */
export async function offer(
  interaction: Interaction,
  choices: readonly Completion[],
  deps: AnswerDeps,
): Promise<void> {
  const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
  await respond(interaction, { type, data: { choices } }, deps);
}

async function respond(
  { id, token }: Interaction,
  body: unknown,
  { rest, clock, shutdown }: AnswerDeps,
): Promise<void> {
  await patiently({ clock, shutdown, withinMs: answerMs }, (signal) =>
    rest.post(Routes.interactionCallback(id, token), { body, auth: false, signal }),
  );
}

/** Turns the acknowledgement, which only its person sees, into the reply. @throws as `acknowledge` */
export async function answer(
  interaction: RepliableInteraction,
  reply: Reply,
  deps: AnswerDeps,
): Promise<void> {
  const { rest, clock, shutdown } = deps;
  const body = reply.card.onlyFor === undefined ? await acknowledgement(reply, deps) : renderEdit(reply.card);
  const route = Routes.webhookMessage(interaction.applicationId, interaction.token, "@original");
  await patiently({ clock, shutdown, withinMs: answerMs }, (signal) =>
    rest.patch(route, { body, auth: false, signal }),
  );
}

/** Asks the person, by a message of the bot's own, to try again: the private answer can't be given any more. */
export async function sayAnswerWasLost(
  person: Person,
  { rest, home, clock, shutdown }: AnswerDeps,
): Promise<void> {
  const body = {
    content: fit(toPieces(line`${mention(person)} ${discordWords.answerLost}`), contentLimit),
    allowed_mentions: { parse: [], users: [person.id] },
  };
  await rest.post(Routes.channelMessages(home.channelId), {
    body,
    signal: clock.deadline(answerMs, shutdown),
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
