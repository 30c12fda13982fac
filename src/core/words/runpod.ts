import type { FailureCode } from "../common/failure-code.ts";
import {
  KeyRefusedError,
  NoCapacityError,
  NotPermittedError,
  UnknownCreateError,
  UserFacingError,
} from "../common/errors.ts";

/** What can go wrong at RunPod. */
export const runpodFailures = {
  badKey: () =>
    new KeyRefusedError(
      "runpod-bad-key",
      "RunPod does not know the API key: make a new one in RunPod's console under Settings, put it into RUNPOD_API_KEY, and restart labelpod.",
    ),
  noMoney: () =>
    fail(
      "runpod-no-money",
      "The balance of the RunPod account is too low for this pod: add credits in RunPod's console, then use /pod up again.",
    ),
  keyForbidden: () =>
    new NotPermittedError(
      "runpod-key-forbidden",
      "RunPod does not let the API key do this: allow it to read and write pods and network volumes, and to read billing, in RunPod's console under Settings.",
    ),
  blocked: () =>
    fail(
      "runpod-blocked",
      "Cloudflare, which stands before RunPod's API, turns this machine's requests away: let them through with the User-Agent that labelpod gives them, or use another network.",
    ),
  notFound: () =>
    fail(
      "runpod-not-found",
      "RunPod knows no such pod: if it was deleted use /pod up for a new one, else check RUNPOD_API_URL.",
    ),
  conflict: () =>
    passing(
      "runpod-conflict",
      "RunPod can't do that with the pod in its present state: labelpod tries again by itself; if this lasts, see whether the pod is locked in RunPod's console.",
    ),
  retired: () =>
    fail(
      "runpod-retired",
      "RunPod has retired this version of its API: update labelpod, or remove RUNPOD_API_URL if it names an old one.",
    ),
  graphqlRetired: () =>
    fail(
      "runpod-graphql-retired",
      "RunPod has retired its GraphQL API, by which labelpod stops pods when the other one fails: update labelpod, which goes on with REST v2 alone until then.",
    ),
  communityRetired: () =>
    fail(
      "runpod-community-retired",
      "RunPod has retired the API by which a community machine with a public address can be asked for: use /pod up cloud:secure, whose pods always have one.",
    ),
  communityForbidden: () =>
    fail(
      "runpod-community-forbidden",
      "RunPod does not let the API key ask its GraphQL API, by which community machines are rented: allow it in RunPod's console under Settings, or use /pod up cloud:secure.",
    ),
  tooLarge: () =>
    fail(
      "runpod-too-large",
      "The request was larger than RunPod takes: shorten the settings that go with a pod, or update labelpod.",
    ),
  invalid: () =>
    fail(
      "runpod-invalid",
      "RunPod found labelpod's request faulty: check that LABELPOD_IMAGE names an image that exists, or update labelpod.",
    ),
  rateLimited: () =>
    passing(
      "runpod-rate-limited",
      "RunPod takes no more requests from this account for a while: labelpod tries again by itself.",
    ),
  broken: () =>
    passing(
      "runpod-broken",
      "RunPod has a fault of its own: labelpod tries again by itself; if this lasts, see RunPod's status page.",
    ),
  refused: () =>
    fail(
      "runpod-refused",
      "RunPod refused the request for a reason that labelpod does not know: try again, or with another gpu, cloud or country option.",
    ),
  unreachable: (cause: unknown) =>
    passing(
      "runpod-unreachable",
      "RunPod can't be reached: labelpod tries again by itself; if this lasts, check the internet connection and RUNPOD_API_URL.",
      cause,
    ),
  unreadable: () =>
    passing(
      "runpod-unreadable",
      "RunPod's answer can't be understood: labelpod tries again by itself; if this lasts, update labelpod or check RUNPOD_API_URL.",
    ),
  noCapacity: () =>
    new NoCapacityError(
      "runpod-no-capacity",
      "RunPod has no such GPU free now: try again later, or with another gpu, cloud or country option.",
    ),
  hostFull: () =>
    new NoCapacityError(
      "runpod-host-full",
      "The machine that holds this pod's volume has no free GPU now: use /pod up again later, or take a fresh pod with /pod up fresh:yes.",
    ),
  createUnknown: (cause?: unknown) =>
    new UnknownCreateError(
      "runpod-create-unknown",
      "RunPod did not confirm the new pod: labelpod looks for it by its name before it tries again.",
      { retryable: true, cause },
    ),
} as const;

function fail(code: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(code, sentence);
}

/** A failure that may be over a little later. */
function passing(code: FailureCode, sentence: string, cause?: unknown): UserFacingError {
  return new UserFacingError(code, sentence, { retryable: true, cause });
}
