import type { UserFacingError } from "../../core/common/errors.ts";
import { runpodFailures } from "../../core/words/runpod.ts";
import type { HttpReply } from "./http.ts";

const failuresByStatus: Readonly<Record<number, () => UserFacingError>> = {
  401: runpodFailures.badKey,
  402: runpodFailures.noMoney,
  403: runpodFailures.keyForbidden,
  404: runpodFailures.notFound,
  408: runpodFailures.broken,
  409: runpodFailures.conflict,
  410: runpodFailures.retired,
  413: runpodFailures.tooLarge,
  422: runpodFailures.invalid,
  429: runpodFailures.rateLimited,
};

/**
 * No machine-readable code tells these refusals apart. Sources of the texts: mlabonne/llm-autoeval#3, runpodctl#189,
 * runpod-python#168, TheLastBen/fast-stable-diffusion#2484.
 */
const capacityTexts: readonly RegExp[] = [
  /\bno (longer any )?instances (currently )?available\b/i,
  /\bnot enough free GPUs\b/i,
  /\bdoes not have the resources to deploy\b/i,
];

/**
 * A create that costs more than there is was only documented as a 402. The first is GraphQL's text ("Your account balance is too
 * low to rent a pod"), and the others are what a 400 may say of it.
 */
const moneyTexts: readonly RegExp[] = [
  /\bbalance is too low\b/i,
  /\binsufficient (?:account )?(?:balance|funds|credits?)\b/i,
  /\bnot enough (?:account )?(?:balance|funds|credits?|money)\b/i,
];

/** Answers of v2 are 400 where the contract has 404 ("Registry auth not found": dstackai/dstack 0.22.5, 2026-09-18). */
const lostTexts = {
  pod: /\bpod\b[^.]*\bnot found\b/i,
  volume: /\bvolume\b[^.]*\bnot found\b/i,
} as const;

/** Cloudflare, which stands before RunPod's API, answers with a line of text, such as 1010 to a client without a name. */
const edgeText = /^\s*error code: 1\d{3}\b/i;

/** Statuses whose texts tell refusals apart. */
const mayMeanOther: ReadonlySet<number> = new Set([400, 403, 409, 422]);

/** How deep the text of an error lies at most. */
const maxDepth = 3;

export function isSuccess({ status }: HttpReply): boolean {
  return status >= 200 && status < 300;
}

/** Whether the request certainly had no effect: it was read and refused. */
export function isRefused({ status }: HttpReply): boolean {
  return status >= 300 && status < 500 && status !== 408;
}

/** Whether the server may answer the same request otherwise a little later. */
export function isPassing({ status }: HttpReply): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Whether it was refused because no GPU is free. */
export function saysNoCapacity({ status, body }: HttpReply): boolean {
  return status >= 400 && textsIn(body, maxDepth).some(isCapacityText);
}

export function isCapacityText(text: string): boolean {
  return capacityTexts.some((pattern) => pattern.test(text));
}

/** Whether it was refused for want of money; what a 5xx says of it may pass. */
export function saysNoMoney({ status, body }: HttpReply): boolean {
  return status === 402 || (mayMeanOther.has(status) && textsIn(body, maxDepth).some(isMoneyText));
}

export function isMoneyText(text: string): boolean {
  return moneyTexts.some((pattern) => pattern.test(text));
}

/** Whether RunPod knows no such thing; a page, or a text, is what a proxy or a network's login says in its place. */
export function isNotFound({ status, body, isPage }: HttpReply, what: keyof typeof lostTexts): boolean {
  const pattern = lostTexts[what];
  const isRunpods = isPage !== true && (body === undefined || typeof body === "object");
  return (
    (status === 404 && isRunpods) ||
    (status === 400 && textsIn(body, maxDepth).some((text) => pattern.test(text)))
  );
}

/** Whether it never came to RunPod's API. */
export function isFromEdge({ status, body }: HttpReply): boolean {
  return status === 403 && typeof body === "string" && edgeText.test(body);
}

/** What a status that is no success means for people, and the text of a status that has several meanings; nothing of the body is repeated. */
export function toFailure(reply: HttpReply): UserFacingError {
  const { status } = reply;
  if (isFromEdge(reply)) return runpodFailures.blocked();
  if (saysNoMoney(reply)) return runpodFailures.noMoney();
  if (isNotFound(reply, "pod")) return runpodFailures.notFound();
  // Somebody else's: what there is at RunPod shows later, and no thing is gone by it.
  if (status === 404) return runpodFailures.broken();
  const make = failuresByStatus[status] ?? (status >= 500 ? runpodFailures.broken : runpodFailures.refused);
  return make();
}

/** All texts of an error: RFC 9457 and `{error}` on actions were seen, and what else there may be is not known. */
function textsIn(body: unknown, depth: number): readonly string[] {
  if (typeof body === "string") return [body];
  if (typeof body !== "object" || body === null || depth === 0) return [];
  return Object.values(body).flatMap((inner) => textsIn(inner, depth - 1));
}
