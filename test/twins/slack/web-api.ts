import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { createBoltLogger } from "../../../src/chat/slack/bolt-logger.ts";
import { type SlackApi, createSlackApi } from "../../../src/chat/slack/api.ts";
import type { Clock } from "../../../src/core/common/clock.ts";
import { createSimulatedClock } from "../../../src/simulated/clock.ts";
import { listenOnLoopback } from "../../support/listen.ts";
import { createTestLog } from "../../support/log.ts";
import { type SeenRequest, readRequest } from "./api-request.ts";
import { answering } from "../../support/answering.ts";
import { type ApiAnswer, writeAnswer } from "./write-answer.ts";

export type { ApiAnswer } from "./write-answer.ts";

/** Slack's Web API on the loopback with answers that a test chooses, and the real client before it. */
export type WebApi = AsyncDisposable & {
  readonly api: SlackApi;
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly log: ReturnType<typeof createTestLog>;
  readonly requests: readonly SeenRequest[];
};

export async function startWebApi(
  answer: (request: SeenRequest, count: number) => ApiAnswer,
  clock: Clock = createSimulatedClock(),
): Promise<WebApi> {
  const requests: SeenRequest[] = [];
  const server = createServer(
    answering(async (incoming, response) => {
      const request = readRequest(incoming, await text(incoming));
      requests.push(request);
      writeAnswer(response, answer(request, requests.length));
    }),
  );
  const listening = await listenOnLoopback(server);
  const log = createTestLog();
  const apiUrl = `http://127.0.0.1:${listening.port}/api/`;
  return {
    api: createSlackApi({ botToken: "xoxb-test", apiUrl, clock, logger: createBoltLogger(log) }),
    apiUrl,
    log,
    requests,
    [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose](),
  };
}
