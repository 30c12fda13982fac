import { DefaultRestOptions, type ResponseLike, type RESTOptions } from "discord.js";
import type { Log } from "../../core/common/log.ts";
import { parseJson } from "../../core/common/parse-json.ts";
import type { RefusedError } from "../board/refused-error.ts";
import { refusalOfAnswer, refusalOfError, strangeAnswer } from "./refusal.ts";

type MakeRequest = RESTOptions["makeRequest"];

/** Below the board's 20 s for one attempt. */
const requestMs = 12_000;
const longestAnswerBytes = 4 * 1024 * 1024;
/** discord.js starts a timer of this length, which nothing ends, for each request that it holds back. */
const longestOwnWaitSeconds = 5;
const resetHeader = "x-ratelimit-reset-after";

/**
 * How discord.js asks: once, without a wait, and it never sees a refusal. At a 401 it would drop its token for good, at a
 * 429 ask again by itself, at once where the answer names no wait. What is refused is thrown as RefusedError.
 * @param apiUrl Discord's own when undefined
 */
export function createRestOptions(log: Log, apiUrl: string | undefined): Partial<RESTOptions> {
  return {
    retries: 0,
    timeout: requestMs,
    rejectOnRateLimit: () => true,
    makeRequest: logToken(askOnce, log),
    ...(apiUrl === undefined ? {} : { api: apiUrl }),
  };
}

async function askOnce(...[url, init]: Parameters<MakeRequest>): Promise<ResponseLike> {
  try {
    const answer = await DefaultRestOptions.makeRequest(url, init);
    const { ok, status, headers } = answer;
    const text = await readText(answer);
    if (!ok) throw refusalOfAnswer({ status, text, retryAfter: headers.get("retry-after") });
    const json = parseJson(text);
    if (text !== "" && json === undefined) throw strangeAnswer("no-json");
    return answerOf(answer, { text, json });
  } catch (error) {
    throw refusalOfError(error);
  }
}

/** Here, since discord.js's own time ends with the head of an answer. */
async function readText({ body }: ResponseLike): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream: AsyncIterable<unknown> | readonly unknown[] = body ?? [];
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw strangeAnswer("no-json");
    length += chunk.length;
    if (length > longestAnswerBytes) throw strangeAnswer("too-long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The answer as if it were still to be read. */
function answerOf(
  { status, statusText, headers }: ResponseLike,
  { text, json }: { readonly text: string; readonly json: unknown },
): ResponseLike {
  const asked = Number(headers.get(resetHeader));
  if (asked > longestOwnWaitSeconds) headers.set(resetHeader, `${longestOwnWaitSeconds}`);
  return {
    status,
    statusText,
    headers,
    ok: true,
    body: null,
    bodyUsed: false,
    text: async () => text,
    json: async () => json,
    arrayBuffer: async () => new TextEncoder().encode(text).buffer,
  };
}

/** Names the first refusal of the bot's token in a row, and the end of it. */
function logToken(makeRequest: MakeRequest, log: Log): MakeRequest {
  let isRefused = false;

  function note({ headers }: Parameters<MakeRequest>[1], refusal?: RefusedError): void {
    // Answers to commands carry a token of their own.
    if (headers === undefined || !("Authorization" in headers)) return;
    const isNow = refusal?.kind === "token";
    if (isNow === isRefused || (refusal !== undefined && !isNow)) return;
    isRefused = isNow;
    if (isNow) log.error("discord does not take the bot token", { code: refusal.code });
    else log.info("discord takes the bot token again");
  }

  return async (url, init) => {
    try {
      const answer = await makeRequest(url, init);
      note(init);
      return answer;
    } catch (error) {
      const refusal = refusalOfError(error);
      note(init, refusal);
      throw refusal;
    }
  };
}
