import type { Readable } from "node:stream";
import { AxiosError, create, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from "axios";
import type { Clock } from "../../core/common/clock.ts";
import type { TimeWitness } from "../../core/common/true-time.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import { readUserAgent } from "./user-agent.ts";
import { parseJson } from "../../core/common/parse-json.ts";

export type RunpodAccess = {
  /** Told only to the header of a request. */
  readonly apiKey: { reveal(): string };
  /** Of REST v2, without a slash at its end. */
  readonly apiUrl: string;
};

export type HttpRequest = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs: number;
};

/** Body: parsed JSON; where it is none, the beginning of an error's text, and else undefined. */
export type HttpReply = {
  readonly status: number;
  readonly body: unknown;
  /** It is a page for people. */
  readonly isPage?: true;
  readonly requestId?: string;
  /** What the server says about waiting, as it says it. */
  readonly retryAfter?: string | undefined;
  /** What is left of the account's limit, and what that limit is, as the server says it. */
  readonly rateLimit?: string | undefined;
  readonly rateLimitPolicy?: string | undefined;
};

/** An answer whose body comes bit by bit; there is none with any status but 200. */
export type HttpStream = HttpReply & { readonly stream?: Readable };

/** One exchange; any status is an answer. */
export type RunpodHttp = {
  /** @throws UserFacingError `runpod-unreachable`, or the signal's reason */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
  /** Until the signal aborts. @throws as `send` */
  open(request: Pick<HttpRequest, "path" | "query">, signal: AbortSignal): Promise<HttpStream>;
};

/** A thousand pods with all their settings, the source of a watchdog in each. */
const maxAnswerBytes = 64 * 1024 * 1024;
/** Of an error that is no JSON: a page, or a line. */
const maxErrorLength = 1_000;
/** RunPod takes no more (runpod/docs 4962c60). */
const maxRequestBytes = 102_400;

type Time = {
  readonly clock: Clock;
  /** Is told the `Date` of each answer. @default nobody is */
  readonly witness?: TimeWitness | undefined;
};

/** HTTP to RunPod; no error of the library gets out, because it carries the key and the body. */
export function createRunpodHttp({ apiKey, apiUrl }: RunpodAccess, time: Time): RunpodHttp {
  const client = create({
    baseURL: apiUrl,
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    maxBodyLength: maxRequestBytes,
    validateStatus: () => true,
    transformResponse: (body: unknown) => body,
    ...(isLoopback(apiUrl) ? { proxy: false } : {}),
  });
  const userAgent = readUserAgent();
  const headers = (): Record<string, string> => ({
    authorization: `Bearer ${apiKey.reveal()}`,
    "user-agent": userAgent,
  });

  return {
    async send({ method, path, query, body, timeoutMs }, signal) {
      signal.throwIfAborted();
      const deadline = time.clock.deadline(timeoutMs, signal);
      const asked = { method, url: path, params: query, data: body } as const;
      const what = { ...asked, headers: headers(), responseType: "text" } as const;
      const answer = request<string>(client, { ...what, signal: deadline }, signal);
      const response = await heard(answer, time);
      return toReply(response, readBody(response));
    },
    async open({ path, query }, signal) {
      const what = { url: path, params: query, headers: headers(), responseType: "stream", signal } as const;
      const response = await heard(request<Readable>(client, what, signal), time);
      const reply = toReply(response);
      if (reply.status === 200) return { ...reply, stream: response.data };
      response.data.destroy();
      return reply;
    },
  };
}

/** The answer, with its time passed on. */
async function heard<T>(
  answer: Promise<AxiosResponse<T>>,
  { clock, witness }: Time,
): Promise<AxiosResponse<T>> {
  const askedAtMs = clock.now();
  const response = await answer;
  const tookMs = clock.now() - askedAtMs;
  witness?.heard({ source: "provider", atMs: dateOf(response), exactToMs: 1000, tookMs });
  return response;
}

async function request<T>(
  client: AxiosInstance,
  what: AxiosRequestConfig,
  signal: AbortSignal,
): Promise<AxiosResponse<T>> {
  try {
    return await client.request<T>(what);
  } catch (error) {
    signal.throwIfAborted();
    throw runpodFailures.unreachable(new Error(codeOf(error)));
  }
}

/** Such as ECONNREFUSED; all that is kept of the library's error. */
function codeOf(error: unknown): string {
  return error instanceof AxiosError && error.code !== undefined ? error.code : "unknown";
}

function toReply({ status, headers }: AxiosResponse<unknown>, body?: unknown): HttpReply {
  const requestId = String(headers["x-request-id"] ?? "");
  return {
    status,
    body,
    ...(/^text\/html\b/i.test(toText(headers["content-type"]) ?? "") ? { isPage: true } : {}),
    ...(/^[\w-]{1,64}$/.test(requestId) ? { requestId } : {}),
    retryAfter: toText(headers["retry-after"]),
    rateLimit: toText(headers["ratelimit"]),
    rateLimitPolicy: toText(headers["ratelimit-policy"]),
  };
}

/** NaN where none is told, or where it is that of an answer which a cache has kept (RFC 9111, `Age`). */
function dateOf({ headers }: AxiosResponse<unknown>): number {
  const isKept = Number(toText(headers["age"]) ?? 0) !== 0;
  return isKept ? Number.NaN : Date.parse(toText(headers["date"]) ?? "");
}

/** What stands before the API answers in plain text. */
function readBody({ status, data }: AxiosResponse<string>): unknown {
  return parseJson(data) ?? (status >= 400 ? data.slice(0, maxErrorLength) : undefined);
}

function toText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A proxy from the environment leads elsewhere, where this machine's own address means another machine. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}
