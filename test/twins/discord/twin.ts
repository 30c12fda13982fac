import { mkdtemp, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { APIMessage } from "discord.js";
import { DigitalDiscord } from "discord-digital-twin";
import { createCheckRequest } from "./check-request.ts";
import { type Gate, createGate } from "./gate.ts";
import { completeInteractions } from "./interactions.ts";
import { createOldEditLimit, type OldEditLimit } from "./old-edits.ts";
import { createPlaceChanges, type PlaceChanges } from "./place-changes.ts";
import { onLoopback } from "./loopback.ts";
import { type People, createPeople } from "./people.ts";
import { botToken, ids, seed } from "./seed.ts";
import { type Watch, createWatch } from "./watch.ts";

/**
 * A Discord on the loopback for a bot with real discord.js, with people in it. Each request of the bot is checked against
 * Discord's own API description, so a test ends with `expect(twin.violations).toEqual([])`.
 */
export type DiscordTwin = AsyncDisposable &
  People &
  PlaceChanges &
  Pick<Watch, "requests" | "violations" | "request" | "refuse" | "judge"> &
  Pick<Gate, "hold" | "drop" | "cutEach" | "opened"> & {
    readonly apiUrl: string;
    readonly token: string;
    readonly guildId: string;
    readonly channelId: string;
    /** What everybody sees in the team's channel or in another one, oldest first. */
    messages(channelId?: string): Promise<readonly APIMessage[]>;
    /** Delivers the last thing that a person did once more. */
    repeatInteraction(): void;
    /** Limits edits of old messages as Discord does, until the returned function is called. */
    limitOldEdits(limit: OldEditLimit): () => void;
    deleteMessage(messageId: string): Promise<void>;
    /** What everybody may do in the team's server from the next connection on, the bot too. */
    permit(permissions: bigint): Promise<void>;
  };

export async function startDiscordTwin(): Promise<DiscordTwin> {
  await using setup = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "discord-twin-"));
  setup.defer(() => rm(folder, { recursive: true }));
  const watch = createWatch(createCheckRequest());
  const gate = setup.use(await createGate({ token: botToken, onRequest: (request) => watch.see(request) }));
  const gatewayUrlOverride = `ws://127.0.0.1:${gate.port}/gateway`;
  const discord = new DigitalDiscord({
    ...seed,
    gatewayUrlOverride,
    dbUrl: `file:${path.join(folder, "discord.db")}`,
  });
  setup.defer(() => discord.prisma.$disconnect());
  await onLoopback(() => discord.start());
  setup.defer(() => discord.stop());
  gate.open(discord.port);

  // The digital twin's database library opens the process's output, which would then count as left open.
  if (process.stdout instanceof Socket) process.stdout.unref();
  const sentAtMs = new Map<string, number>();
  const repeatInteraction = completeInteractions(discord, (interactionId) =>
    sentAtMs.set(interactionId, performance.now()),
  );
  const parts = setup.move();
  return {
    ...createPeople({ discord, watch, sentAtMs }),
    ...createPlaceChanges(discord),
    ...watch,
    repeatInteraction,
    limitOldEdits: (limit) => watch.judge(createOldEditLimit(limit)),
    hold: gate.hold,
    drop: gate.drop,
    cutEach: gate.cutEach,
    opened: gate.opened,
    apiUrl: `http://127.0.0.1:${gate.port}/api`,
    token: botToken,
    guildId: ids.guild,
    channelId: ids.teamChannel,
    messages: async (channelId = ids.teamChannel) => {
      const messages = await discord.channel(channelId).getMessages();
      return messages.filter(({ webhook_id: id }) => id === undefined);
    },
    deleteMessage: (messageId) =>
      discord.simulateUserMessageDelete({ messageId, channelId: ids.teamChannel }),
    permit: async (permissions) => {
      await discord.prisma.role.updateMany({
        where: { guildId: ids.guild },
        data: { permissions: `${permissions}` },
      });
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
