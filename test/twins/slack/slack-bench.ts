import { once } from "node:events";
import { createServer } from "node:net";
import { createSlackChat, type SlackChatOptions } from "../../../src/chat/slack/bot.ts";
import { createClock } from "../../../src/system/clock.ts";
import type { CommandDefinition } from "../../../src/commands/define.ts";
import type { Chat } from "../../../src/core/ports/chat.ts";
import type { Dispatch, Invocation, Reply } from "../../../src/core/records/invocation.ts";
import { createSimulatedKeys } from "../../../src/simulated/keys.ts";
import { createSimulatedStore } from "../../../src/simulated/store.ts";
import { sampleCard } from "../../support/chat-bench.ts";
import { createNotedHealth } from "../../support/noted-health.ts";
import { createTestLog } from "../../support/log.ts";
import { type SlackTwin, startSlackTwin } from "./slack-twin.ts";

/** The bot on a twin, with a dispatch that answers by a rule of its own and keeps what it was given. */
export type SlackBench = AsyncDisposable & {
  readonly twin: SlackTwin;
  readonly chat: Chat & AsyncDisposable;
  readonly options: SlackChatOptions;
  readonly invocations: readonly Invocation[];
  readonly log: ReturnType<typeof createTestLog>;
};

export const definitions: readonly CommandDefinition[] = [
  { path: ["pod", "up"], summary: "Start a pod", options: [] },
  { path: ["pod", "status"], summary: "Show the pod", options: [] },
  { path: ["train", "deepedit"], summary: "Train DeepEdit", options: [] },
  { path: ["labelpod", "help"], summary: "Show the commands", options: [] },
];

/** `… status` shows a card to the asker alone; `… fail` throws; anything else is acknowledged. */
function answer({ commandLine, person, teamId }: Invocation): Reply {
  if (commandLine.endsWith("fail")) throw new Error("planted: no part of this is ever shown");
  const card = sampleCard({
    teamId,
    key: commandLine,
    title: "Status",
    actions: [{ label: "Keep", commandLine: "pod keep for:1h", style: "primary" }],
  });
  const isPrivate = commandLine.endsWith("status");
  return {
    card: isPrivate ? { ...card, onlyFor: person } : card,
    acknowledgement: `Understood: ${commandLine} <!channel>`,
  };
}

export async function startSlackBench(
  change: Partial<SlackChatOptions> & { readonly mode?: "socket" | "http" } = {},
): Promise<SlackBench> {
  const { mode = "socket", ...others } = change;
  const httpPort = mode === "http" ? await findFreePort() : undefined;
  const twin = await startSlackTwin(httpPort === undefined ? {} : { httpPort });
  const invocations: Invocation[] = [];
  const log = createTestLog();
  const dispatch: Dispatch = async (invocation) => {
    invocations.push(invocation);
    return answer(invocation);
  };
  const { botToken, appToken, signingSecret, workspaceId, channelId, apiUrl } = twin;
  const options: SlackChatOptions = {
    ...(httpPort === undefined ? { appToken } : { signingSecret, httpPort }),
    botToken,
    workspaceId,
    channelId,
    apiUrl,
    teamId: "team",
    dispatch,
    commands: definitions,
    log,
    messages: createSimulatedStore().messages,
    keys: createSimulatedKeys(),
    health: createNotedHealth(),
    clock: createClock(),
    ...others,
  };
  try {
    const chat = await createSlackChat(options);
    return {
      twin,
      chat,
      options,
      invocations,
      log,
      async [Symbol.asyncDispose]() {
        await chat[Symbol.asyncDispose]();
        await twin[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await twin[Symbol.asyncDispose]();
    throw error;
  }
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port is free.");
  return address.port;
}
