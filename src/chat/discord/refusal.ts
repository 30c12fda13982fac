import { RateLimitError, type RESTJSONErrorCodes } from "discord.js";
import { systemCodeOf } from "../../core/common/errors.ts";
import { parseJson } from "../../core/common/parse-json.ts";
import { type Refusal, RefusedError } from "../board/refused-error.ts";
import { isUnsent } from "../unsent.ts";
import { kindOfRefusal } from "./refusal-kinds.ts";
import { refusalSchema } from "./schema.ts";

/** An answer of Discord, or of the network in front of it, that is no success. */
export type BadAnswer = {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
};

const faultForm = /^[A-Z][A-Z0-9_]{1,40}$/;
/** A longer wait is no usable one. */
const longestWaitSeconds = 24 * 3600;

/** What an answer means. Nothing of its text gets further than numbers of a known form. */
export function refusalOfAnswer({ status, text, retryAfter }: BadAnswer): RefusedError {
  const own = refusalSchema.safeParse(parseJson(text)).data;
  // Of what is no JSON of Discord's, only a limit and a size are surely said before anything was done.
  const isPlain = status === 429 || status === 413;
  const number = knownNumber(own?.code);
  const kind = own === undefined && !isPlain ? "away" : kindOfRefusal(status, number);
  const isLimit = kind === "busy" || kind === "old-edits";
  return refusedError({
    kind,
    code: number > 0 ? `${number}` : `http-${status}`,
    isCertain: isPlain || (own !== undefined && status >= 400 && status < 500),
    isGlobal: (isLimit && own?.global === true) || undefined,
    waitMs: isLimit ? usableWaitMs(own?.retry_after, retryAfter) : undefined,
  });
}

/** What an error of a request means that had no answer, or none that could be read; a refusal stays as it is. */
export function refusalOfError(error: unknown): RefusedError {
  if (error instanceof RefusedError) return error;
  if (error instanceof RateLimitError)
    return refusedError({
      kind: "busy",
      code: "rate-limit",
      waitMs: Math.max(0, error.retryAfter),
      isGlobal: error.global || undefined,
      isCertain: true,
    });
  if (isAbort(error)) return refusedError({ kind: "away", code: "no-answer", isCertain: false });
  const fault = systemCodeOf(error);
  if (fault === undefined || !faultForm.test(fault))
    return refusedError({ kind: "unexpected", code: "unexpected", isCertain: false });
  return refusedError({ kind: "away", code: fault, isCertain: isUnsent(error) });
}

/** Whether it is Discord's refusal with this number. */
export function isRefusedWith(error: unknown, code: RESTJSONErrorCodes): boolean {
  return error instanceof RefusedError && error.code === `${code}`;
}

/** An answer that no Discord gives. */
export function strangeAnswer(code: "no-json" | "no-message" | "too-long"): RefusedError {
  return refusedError({ kind: "away", code, isCertain: false });
}

function refusedError(refusal: Refusal): RefusedError {
  return new RefusedError("discord", refusal);
}

/** Discord's numbers have up to six digits; 0 says nothing beside the status. */
function knownNumber(code = 0): number {
  return Number.isSafeInteger(code) && code > 0 && code < 10_000_000 ? code : 0;
}

function usableWaitMs(inBody: number | undefined, inHead: string | null): number | undefined {
  const seconds = [inBody ?? 0, Number(inHead ?? 0)].filter((each) => each > 0 && each <= longestWaitSeconds);
  return seconds.length === 0 ? undefined : Math.ceil(Math.max(...seconds) * 1000);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError");
}
