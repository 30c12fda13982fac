import { webApi } from "@slack/bolt";
import type { z } from "zod";
import { type Refusal, RefusedError } from "../board/refused-error.ts";
import { isUnsent } from "../unsent.ts";
import { refusalKind } from "./refusal-kinds.ts";
import { refusalSchema } from "./schema.ts";

/** How Slack writes its words: `not_in_channel`. Whatever else stands there is a text of something between here and Slack. */
const wordForm = /^[a-z]+(?:_[a-z]+)*$/;
const longestWord = 60;

/** A refusal of Slack's, or of the way to it. */
export function refused(refusal: Refusal): RefusedError {
  return new RefusedError("Slack", refusal);
}

/** What an error of Slack's clients means; drops what these carry along: requests, answers and tokens. */
export function readRefusal(error: unknown): RefusedError {
  if (error instanceof webApi.WebAPIPlatformError) return refusedAnswer(error.data);
  if (error instanceof webApi.WebAPIHTTPError) return refusedStatus(error.statusCode);
  if (error instanceof webApi.WebAPIRateLimitedError) return rateLimited(error.retryAfter);
  if (error instanceof webApi.WebAPIRequestError) return unreachable(error);
  // The client stumbles over JSON that is no object.
  return noAnswer();
}

/** @throws RefusedError when an answer is not what Slack documents */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.infer<S> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw refused({ kind: "unexpected", code: unexpectedAnswer, isCertain: false });
}

/** Whether the error is a refusal by one of these words. */
export function isRefusal(error: unknown, ...codes: readonly string[]): error is RefusedError {
  return error instanceof RefusedError && codes.includes(error.code);
}

export const unexpectedAnswer = "unexpected_answer";

/** The client gives the text of an answer that is no JSON as Slack's word. */
function refusedAnswer(answer: unknown): RefusedError {
  const parsed = refusalSchema.safeParse(answer);
  const word = parsed.success ? parsed.data.error : "";
  if (word.length > longestWord || !wordForm.test(word)) return noAnswer();
  return refused({ code: word, ...refusalKind(word) });
}

function refusedStatus(status: number): RefusedError {
  const kind = status >= 500 || status === 408 ? "away" : "unexpected";
  return refused({ kind, code: `http_${status}`, isCertain: false });
}

/** No seconds are none that were asked for. */
function rateLimited(seconds: number): RefusedError {
  const waitMs = seconds > 0 ? seconds * 1000 : undefined;
  return refused({ kind: "busy", code: "ratelimited", waitMs, isCertain: true });
}

function unreachable(error: Error): RefusedError {
  return refused({ kind: "away", code: "unreachable", isCertain: isUnsent(error) });
}

function noAnswer(): RefusedError {
  return refused({ kind: "away", code: unexpectedAnswer, isCertain: false });
}
