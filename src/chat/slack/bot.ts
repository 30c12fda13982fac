import { App, type Logger } from "@slack/bolt";
import type { Chat } from "../../core/ports/chat.ts";
import { slackFailures } from "../../core/words/slack.ts";
import { createMessageBoard } from "../board/message-board.ts";
import { withKeys } from "../board/with-keys.ts";
import { type Access, checkAccess } from "./access.ts";
import { type SlackApi, apiUrlOption, createSlackApi } from "./api.ts";
import { createBoltLogger } from "./bolt-logger.ts";
import { listenToCommands } from "./commands.ts";
import { createPatientApi } from "./patient-api.ts";
import { createPeople } from "./people.ts";
import { type SlackReceiver, createHttpReceiver } from "./receiver.ts";
import { createSocketReceiver } from "./socket.ts";
import { createSlackTransport } from "./transport.ts";
import type { PlatformDeps } from "../chat-deps.ts";

export type SlackChatOptions = PlatformDeps & {
  readonly botToken: string;
  /** For Socket Mode, which is used when it is given. */
  readonly appToken?: string | undefined;
  /** For signed HTTP, together with `httpPort`. */
  readonly signingSecret?: string | undefined;
  readonly httpPort?: number | undefined;
  /** @default 127.0.0.1 */
  readonly httpHost?: string | undefined;
  readonly workspaceId: string;
  readonly channelId: string;
  /** @default https://slack.com/api/ */
  readonly apiUrl?: string | undefined;
};

const startMs = 30_000;
const answerMs = 10_000;
/** How long the end waits for commands that are still being answered. */
const lastAnswersMs = 3000;
/** Slack takes some 50 edits a minute of the whole workspace, and several cards live at once. */
const minEditGapMs = 4000;

/**
 * Connects to one workspace and its team channel.
 * @throws UserFacingError when Slack can't be used as configured
 */
export async function createSlackChat(options: SlackChatOptions): Promise<Chat & AsyncDisposable> {
  const { clock, log, channelId, messages, health } = options;
  const logger = createBoltLogger(log);
  const api = createSlackApi({ botToken: options.botToken, apiUrl: options.apiUrl, clock, logger });
  const patient = createPatientApi(api, options);
  const slack = createReceiver(options, logger);
  const access = await checkAccess({ api: patient, home: options, log }, clock.deadline(startMs));
  const closing = new AbortController();
  const app = createApp({ ...options, access, slack, logger, closing: closing.signal });
  const answered = listen(app, patient, { ...options, closing: closing.signal });
  const transport = withKeys(createSlackTransport(api, { channelId, botId: access.botId }), options.keys);
  const board = createMessageBoard({ transport, messages, clock, log, health, minEditGapMs });
  await slack.start();

  async function close(): Promise<void> {
    await slack.stop();
    clock.deadline(lastAnswersMs).addEventListener("abort", () => closing.abort(), { once: true });
    await answered();
    await board[Symbol.asyncDispose]();
    closing.abort();
  }

  try {
    await board.resume();
  } catch (error) {
    await close();
    throw error;
  }
  return { show: (card) => board.show(card), [Symbol.asyncDispose]: close };
}

function createReceiver(options: SlackChatOptions, logger: Logger): SlackReceiver {
  const { appToken, signingSecret, httpHost = "127.0.0.1", httpPort } = options;
  if (appToken !== undefined) return createSocketReceiver({ ...options, appToken, logger });
  if (signingSecret === undefined || httpPort === undefined) throw slackFailures.noConnectionKind();
  return createHttpReceiver(signingSecret, { host: httpHost, port: httpPort }, logger);
}

type AppParts = SlackChatOptions & {
  readonly access: Access;
  readonly slack: SlackReceiver;
  readonly logger: Logger;
  readonly closing: AbortSignal;
};

function createApp({ access, slack, logger, closing, clock, ...options }: AppParts): App {
  const { botId, botUserId } = access;
  return new App({
    receiver: slack.receiver,
    // Known since the start, so that no command waits for a call before it is acknowledged.
    authorize: async () => ({ botToken: options.botToken, botId, botUserId }),
    logger,
    convoStore: false,
    clientOptions: {
      ...apiUrlOption(options.apiUrl),
      fetch: (url, init) => fetch(url, { ...init, signal: clock.deadline(answerMs, closing) }),
    },
  });
}

function listen(
  app: App,
  api: SlackApi,
  options: SlackChatOptions & { readonly closing: AbortSignal },
): () => Promise<void> {
  const { clock, log, dispatch, closing } = options;
  const people = createPeople(api, clock, log);
  return listenToCommands(app, options.commands, {
    api,
    clock,
    log,
    closing,
    home: options,
    people,
    dispatch,
  });
}
