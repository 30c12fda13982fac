import type { OpenCollection } from "../../core/ports/collection.ts";
import { readAll } from "../../core/ports/collection.ts";
import { type PlacedCard, update } from "../../core/ports/store.ts";
import type { Card } from "../../core/records/card.ts";
import type { TeamId } from "../../core/records/ids.ts";
import { discordWords } from "../../core/words/discord.ts";

/**
 * Makes the cards that are still open undelivered, since their messages went with the channel that they were in; an edit finds none
 * of them in the channel of now, so that they are posted again.
 */
export async function leaveMessages(messages: OpenCollection<PlacedCard>, teamId: TeamId): Promise<void> {
  for await (const { teamId: owner, id, value } of readAll(messages)) {
    const isLeft = owner === teamId && id.startsWith("discord/") && value.card.outcome === "open";
    if (isLeft && value.messageId !== undefined) await update(messages, { teamId, id }, undelivered);
  }
}

function undelivered(placed: PlacedCard): PlacedCard {
  const { delivered, isPostedAgain, ...rest } = placed;
  return delivered === undefined && isPostedAgain === undefined ? placed : rest;
}

/** Says in the channel that it is the team's now. */
export function movedCard(teamId: TeamId, channelId: string): Card {
  return {
    key: `discord-moved-${channelId}`,
    teamId,
    tone: "warning",
    outcome: "succeeded",
    title: discordWords.movedTitle,
    lines: [discordWords.moved(channelId)],
  };
}
