import { UnknownCreateError, UserFacingError } from "../errors.ts";

/** What can go wrong with network volumes. */
export const volumeFailures = {
  none: () =>
    fail(
      "no-volumes",
      "This provider has no network volumes: use /pod up without the option volume, and remove LABELPOD_VOLUME if it is set.",
    ),
  unknown: () =>
    fail(
      "volume-unknown",
      "There is no network volume of that name or id: see /volume list for all of them.",
    ),
  gone: () => fail("volume-gone", "That network volume is gone: see /volume list for those that are there."),
  taken: () =>
    fail(
      "volume-taken",
      "There is a network volume of that name already: choose another name, or see /volume list.",
    ),
  badName: () =>
    fail(
      "volume-bad-name",
      "The option name takes small letters, digits and -, at most 30 of them, such as studies.",
    ),
  badPlace: (places: readonly string[]) =>
    fail(
      "volume-bad-place",
      `That data center can't hold a network volume: choose one of ${places.join(", ")}.`,
    ),
  onlyGrows: (sizeGib: number) =>
    fail("volume-only-grows", `A network volume only grows: give a size above its ${sizeGib} GB.`),
  inUse: () =>
    fail(
      "volume-in-use",
      "A pod has this network volume: delete that pod with /pod delete first, then try again.",
    ),
  foreign: () =>
    fail(
      "volume-foreign",
      "This network volume was not made by this labelpod: delete it in RunPod's console if nobody needs it.",
    ),
  needsSecure: () =>
    fail(
      "volume-needs-secure",
      "Network volumes are in the secure cloud only: use /pod up with cloud:secure, or without the volume.",
    ),
  fixed: () =>
    fail(
      "volume-fixed",
      "A pod keeps the disk that it was rented with: use /pod delete and then /pod up for another one.",
    ),
  refused: () =>
    fail(
      "volume-refused",
      "RunPod refused the network volume: try another size or data center, or see its limits in RunPod's console.",
    ),
  noMoney: () =>
    fail(
      "volume-no-money",
      "The balance of the RunPod account is too low for this network volume: add credits in RunPod's console, then try again.",
    ),
  createUnknown: (cause?: unknown) =>
    new UnknownCreateError(
      "volume-create-unknown",
      "RunPod did not confirm the new network volume: labelpod looks for it by its name before it tries again.",
      { retryable: true, cause },
    ),
  stillThere: () =>
    new UserFacingError(
      "volume-still-there",
      "RunPod took the deletion and lists the network volume still: labelpod tries again by itself.",
      { retryable: true },
    ),
} as const;

function fail(code: string, sentence: string): UserFacingError {
  return new UserFacingError(code, sentence);
}
