import type { Card } from "../core/records/card.ts";
import type { Reply } from "../core/records/invocation.ts";
import type { BotAddress } from "./bot-files.ts";
import { cardEvent, commandAnswer, refusalAnswer } from "./schema.ts";

export type Order = { readonly line: string; readonly as?: string };

/** Sends one command. @throws TypeError of fetch when nothing answers, ZodError for an answer of another version. */
export async function sendCommand(
  bot: BotAddress,
  order: Order,
  signal: AbortSignal,
): Promise<Reply | { error: string }> {
  const response = await fetch(`${bot.url}/api/commands`, {
    method: "POST",
    headers: authorization(bot),
    body: JSON.stringify(order),
    signal,
  });
  const answer: unknown = await response.json();
  return response.ok ? commandAnswer.parse(answer).reply : refusalAnswer.parse(answer);
}

/** The cards as they are and as they change, until the connection ends. @throws as `sendCommand`. */
export async function* followCards(bot: BotAddress, signal: AbortSignal): AsyncGenerator<Card> {
  const response = await fetch(`${bot.url}/api/cards`, { headers: authorization(bot), signal });
  if (!response.ok || response.body === null) return;
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = /^event: card\n(?:.*\n)*?data: (.*)$/.exec(event)?.[1];
      if (data !== undefined) yield cardEvent.parse(JSON.parse(data)).card;
    }
  }
}

function authorization({ token }: BotAddress): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
