import type { Clock } from "../../core/common/clock.ts";
import type { HttpReply } from "../transport/http.ts";
import type { Purpose } from "../transport/limits.ts";
import { isSuccess } from "../transport/refusals.ts";

/** Early in 2027 the API ends, and answers with this from then on (runpod/docs release-notes.mdx). */
export const retiredStatus = 410;

/** What else an address answers behind which there is no API any more: nothing there, another method, or a way elsewhere. */
const absent: ReadonlySet<number> = new Set([301, 302, 303, 307, 308, 404, 405]);

const minuteMs = 60_000;
/** How long it is not asked again; what has to end is asked for soon, since it may be the only way left. */
const pausesMs = {
  retired: { other: 6 * 60 * minuteMs, end: 10 * minuteMs },
  absent: { other: 15 * minuteMs, end: 0 },
} as const;

/** What is known of the end of RunPod's GraphQL API, for as long as this process lives. */
export type Retirement = {
  /** Undefined before the first answer. */
  hasEnded(): boolean | undefined;
  /** Whether it was gone just now, so that asking again is of no use. */
  isPaused(purpose: Purpose): boolean;
  /** Takes note of an answer. Returns it, or a 410 in the place of one that says the same in another way. */
  note(reply: HttpReply, purpose: Purpose): HttpReply;
};

export function createRetirement({ now }: Pick<Clock, "now">, onEnd: () => void): Retirement {
  let seen: { readonly as: keyof typeof pausesMs; readonly atMs: number } | undefined;
  let wasAnswered = false;

  return {
    hasEnded: () => (wasAnswered ? seen !== undefined : undefined),
    isPaused(purpose) {
      if (seen === undefined) return false;
      const sinceMs = now() - seen.atMs;
      const pauseMs = pausesMs[seen.as][purpose === "end" ? "end" : "other"];
      return sinceMs >= 0 && sinceMs < pauseMs;
    },
    note(reply, purpose) {
      const as = endIn(reply);
      if (as === undefined && !isSuccess(reply)) return reply;
      wasAnswered = true;
      if (as !== undefined && seen === undefined) onEnd();
      seen = as && { as, atMs: now() };
      // What was asked for and got a success may have been done, whatever else was answered.
      return as === undefined || (isSuccess(reply) && purpose !== "look")
        ? reply
        : { ...reply, status: retiredStatus };
    },
  };
}

/** A page in the place of an answer is none. */
function endIn({ status, isPage }: HttpReply): keyof typeof pausesMs | undefined {
  if (status === retiredStatus) return "retired";
  return absent.has(status) || (status === 200 && isPage === true) ? "absent" : undefined;
}
