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

/** What a status that is no success means for people; nothing of the body is repeated. */
export function toFailure({ status }: HttpReply): UserFacingError {
  const make = failuresByStatus[status] ?? (status >= 500 ? runpodFailures.broken : runpodFailures.refused);
  return make();
}

/** All texts of an error: RFC 9457 and `{error}` on actions were seen, and what else there may be is not known. */
function textsIn(body: unknown, depth: number): readonly string[] {
  if (typeof body === "string") return [body];
  if (typeof body !== "object" || body === null || depth === 0) return [];
  return Object.values(body).flatMap((inner) => textsIn(inner, depth - 1));
}
