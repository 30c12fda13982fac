import { NoCapacityError, NotPermittedError, type UserFacingError } from "../common/errors.ts";
import { defined } from "../common/defined.ts";
import { type Attempt, givenUp, isSlowOutcome, type Offer } from "../records/offer.ts";
import type { Pod, StartingPod } from "../records/pod.ts";
import { choosingFailures } from "../words/choosing.ts";

/** Each is rented and released again, which takes minutes and costs money. */
const mostGivenUp = 3;
const mostGivenUpInAll = 6;
/** Of those that were paid for over minutes and did not get ready. */
export const mostSlow = 3;

/** What a create call's failure says about its offer alone, so that the next one may do; undefined where it says more. */
export function outcomeOf(error: unknown): Attempt["outcome"] | undefined {
  if (error instanceof NoCapacityError) return "no-capacity";
  return error instanceof NotPermittedError ? "not-permitted" : undefined;
}

/**
 * It was tried in vain, left nothing behind, and is not tried again, but once more on any host where none with the driver for it
 * was free; another host of its kind is, last and in another place, where it was this one that did not get ready.
 */
export function triedInVain(
  pod: StartingPod,
  offer: Offer,
  attempt: Omit<Attempt, "gpuName" | "cloud" | "usdPerHour">,
): StartingPod {
  const { uncertainSinceMs: _, offer: _o, ...rest } = pod;
  const { candidates = [], attempts = [], ...run } = pod.run;
  const { gpuName, cloud, usdPerHour, minCuda } = offer;
  const isOnceMore = (other: Offer): boolean =>
    attempt.outcome === "no-capacity" && minCuda !== undefined && other.minCuda === undefined;
  const others = candidates.filter((other) => other.gpuId !== offer.gpuId || isOnceMore(other));
  const left = [...others, ...elsewhere(offer, attempt)];
  return {
    ...rest,
    run: {
      ...run,
      ...(left.length === 0 ? {} : { candidates: left }),
      attempts: [...attempts, { gpuName, cloud, usdPerHour, ...defined({ minCuda }), ...attempt }],
    },
  };
}

function elsewhere(
  offer: Offer,
  { outcome, dataCenterId }: Pick<Attempt, "outcome" | "dataCenterId">,
): Offer[] {
  if (dataCenterId === undefined || !isSlowOutcome(outcome)) return [];
  const dataCenterIds = offer.dataCenterIds.filter((id) => id !== dataCenterId);
  return dataCenterIds.length === 0 ? [] : [{ ...offer, dataCenterIds }];
}

/** Whether so many machines were given up in this run that it is no chance any more, or more money than one would risk. */
export function isExhausted({ run: { attempts = [] } }: Pick<Pod, "run">): boolean {
  return givenUp(attempts).length >= mostGivenUpInAll || slowAttempts(attempts).length >= mostSlow;
}

/** Those that were paid for over minutes. */
export function slowAttempts(attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.filter(({ outcome }) => isSlowOutcome(outcome));
}

/** Whether machines of this kind were given up so often in this run that another one would go the same way. */
export function isHopeless({ gpuName, cloud }: Offer, { run: { attempts = [] } }: Pod): boolean {
  const alike = givenUp(attempts).filter((other) => other.gpuName === gpuName && other.cloud === cloud);
  return alike.length >= mostGivenUp;
}

/** Whether the key may have none of what was tried. */
export function isForbiddenAll({ run: { attempts = [] } }: Pod): boolean {
  return attempts.length > 0 && attempts.every(({ outcome }) => outcome === "not-permitted");
}

/** Whether offers of other kinds than were tried are among these. */
export function hasUntried(offers: readonly Offer[], { run: { attempts = [] } }: Pod): boolean {
  return offers.some(
    ({ gpuName, cloud }) => !attempts.some((tried) => tried.gpuName === gpuName && tried.cloud === cloud),
  );
}

/** Why the search has ended without a machine; `isForbidden` where the account's key may have nothing that fits. */
export function whyNone(pod: Pod, isForbidden: boolean): UserFacingError {
  const {
    run: { attempts = [], waiting },
  } = pod;
  const had = givenUp(attempts).length;
  const hadEach = waiting === undefined && had > 0 && had === attempts.length;
  if (isExhausted(pod) || hadEach) return choosingFailures.noneWillDo();
  if (isForbidden) return choosingFailures.notPermitted();
  if (attempts.some(({ outcome }) => outcome === "not-permitted")) return choosingFailures.someNotPermitted();
  if (waiting !== undefined) return choosingFailures.waitedInVain();
  return attempts.length === 0 ? choosingFailures.noOffer() : choosingFailures.noneFree();
}
