import { onTestFinished } from "vitest";
import { createWebChat, type WebChat, type WebChatDeps } from "../../src/chat/web/server.ts";
import type { CommandDefinition } from "../../src/commands/define.ts";
import type { Card } from "../../src/core/records/card.ts";
import type { Invocation } from "../../src/core/records/invocation.ts";
import { createSimulatedClock } from "../../src/simulated/clock.ts";
import { createSimulatedKeys } from "../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../src/simulated/store.ts";
import { cardEvent } from "../../src/say/schema.ts";
import { sampleCard } from "./chat-bench.ts";
import { createTestLog } from "./log.ts";

export const testToken = "a-token-of-this-test";

const commands: readonly CommandDefinition[] = [
  { path: ["pod", "up"], summary: "Bring up a pod", options: [] },
  { path: ["labelpod", "confirm"], summary: "Confirm", options: [], isHidden: true },
];

export type WebBench = {
  readonly web: WebChat;
  readonly deps: WebChatDeps;
  readonly taken: readonly Invocation[];
};

/** The web chat on a free port, with a dispatch that notes what it is given. */
export async function startWeb(
  change: Partial<WebChatDeps> = {},
  answer: () => Card = sampleCard,
): Promise<WebBench> {
  const taken: Invocation[] = [];
  const deps: WebChatDeps = {
    host: "127.0.0.1",
    port: 0,
    token: testToken,
    teamId: "t1",
    commands,
    clock: createSimulatedClock(),
    log: createTestLog(),
    messages: createSimulatedStore().messages,
    keys: createSimulatedKeys(),
    dispatch(invocation) {
      taken.push(invocation);
      return Promise.resolve({ card: answer(), acknowledgement: "Coming up." });
    },
    ...change,
  };
  const web = await createWebChat(deps);
  onTestFinished(async () => {
    await web[Symbol.asyncDispose]();
  });
  return { web, deps, taken };
}

export const bearer = { authorization: `Bearer ${testToken}` } as const;

/** Reads a card stream until so many cards have come; with none wanted, until the snapshot is complete. */
export async function readCards(url: string, wanted?: number): Promise<readonly Card[]> {
  const response = await fetch(`${url}/api/cards`, { headers: bearer });
  const cards: Card[] = [];
  let rest = "";
  for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const events = (rest + text).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      if (event.startsWith("event: card"))
        cards.push(cardEvent.parse(JSON.parse(event.slice(event.indexOf("data: ") + 6))).card);
      if (wanted === undefined && event.startsWith("event: ready")) return cards;
    }
    if (wanted !== undefined && cards.length >= wanted) return cards;
  }
  return cards;
}
