import { vi } from "vitest";
import { createDiscordChat, type DiscordChat, type DiscordOptions } from "../../../src/chat/discord/bot.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { createClock } from "../../../src/system/clock.ts";
import { createTestLog } from "../../support/log.ts";
import { createNotedHealth, type NotedHealth } from "../../support/noted-health.ts";
import type { SeenRequest } from "../../twins/discord/gate.ts";
import { type DiscordTwin, startDiscordTwin } from "../../twins/discord/twin.ts";
import { createOffice, type Office, officeCommands } from "./office.ts";

/** A twin with a bot that is connected to it. */
export type DiscordBench = AsyncDisposable & {
  readonly twin: DiscordTwin;
  readonly chat: DiscordChat;
  readonly office: Office;
  readonly health: NotedHealth;
  readonly reported: readonly string[];
  readonly log: ReturnType<typeof createTestLog>;
  /** The data of each log entry of this event. */
  logged(event: string): readonly unknown[];
  /** The requests to post or edit in a channel of the twin, in the order in which they came. */
  cardRequests(): readonly SeenRequest[];
};

export async function startDiscordBench(options: Partial<DiscordOptions> = {}): Promise<DiscordBench> {
  await using setup = new AsyncDisposableStack();
  const twin = setup.use(await startDiscordTwin());
  const { apiUrl, token, guildId, channelId } = twin;
  const [office, log, health] = [createOffice(), createTestLog(), createNotedHealth()];
  const reported: string[] = [];
  const chat = setup.use(
    await createDiscordChat({
      apiUrl,
      token,
      guildId,
      channelId,
      log,
      health,
      teamId: "team",
      dispatch: office.dispatch,
      commands: officeCommands,
      messages: createSimulatedStore().messages,
      keys: createSimulatedKeys(),
      clock: createClock(),
      report: (sentence) => void reported.push(sentence),
      ...options,
    }),
  );
  office.open(chat);
  const parts = setup.move();
  return {
    twin,
    chat,
    office,
    health,
    log,
    reported,
    logged: (event) => log.entries.filter((entry) => entry.event === event).map(({ data }) => data),
    cardRequests: () => twin.requests.filter(({ path }) => /^\/channels\/\d+\/messages/.test(path)),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The machine may be busy with other tests, so patience costs nothing. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000 });
}
