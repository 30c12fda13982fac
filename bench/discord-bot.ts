import { once } from "node:events";
import { z } from "zod";
import { createDiscordChat } from "../src/chat/discord/bot.ts";
import { createClock } from "../src/system/clock.ts";
import type { Invocation, Reply } from "../src/core/records/invocation.ts";
import { createSimulatedKeys } from "../src/simulated/keys.ts";
import { createSimulatedStore } from "../src/simulated/store.ts";

// A bot in a process of its own, so that what plays Discord takes none of its time: it hears from its parent where to
// log in, says when it has, and ends with the channel between them.
const placeSchema = z.object({
  apiUrl: z.string(),
  token: z.string(),
  guildId: z.string(),
  channelId: z.string(),
});
const [place] = z
  .tuple([placeSchema])
  .rest(z.unknown())
  .parse(await once(process, "message"));
const chat = await createDiscordChat({
  ...place,
  teamId: "bench",
  dispatch,
  commands: [{ path: ["pod", "status"], summary: "Answers at once", options: [] }],
  messages: createSimulatedStore().messages,
  keys: createSimulatedKeys(),
  clock: createClock(),
  log: { info: ignore, warn: ignore, error: ignore },
});
process.once("disconnect", () => void chat[Symbol.asyncDispose]());
process.send?.("ready");

async function dispatch({ teamId, person, commandLine }: Invocation): Promise<Reply> {
  const card = { key: commandLine, teamId, onlyFor: person, tone: "good", outcome: "succeeded" } as const;
  return { card: { ...card, title: "No pod is up", lines: [] }, acknowledgement: "Answered." };
}

function ignore(): void {
  return undefined;
}
