import type { FailureCode } from "../common/failure-code.ts";
import { networkVolumeUsdPerMonth, type StoragePrices } from "../ports/account.ts";
import type { NetworkVolume, VolumeChange, VolumeUse } from "../records/volume.ts";
import { UnknownCreateError, UserFacingError } from "../common/errors.ts";
import { formatUsd } from "../common/format.ts";
import { code, line, mention, type Line, type Person } from "../records/text.ts";

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
      `No data center that can hold a network volume was named: set data-center to one of ${places.slice(0, 16).join(", ")}.`,
    ),
  onlyGrows: (sizeGib: number) =>
    fail("volume-only-grows", `A network volume only grows: give a size above its ${sizeGib} GB.`),
  inUse: () =>
    fail(
      "volume-in-use",
      "A pod has this network volume: delete that pod with /pod delete first, then try again.",
    ),
  inUseElsewhere: () =>
    fail(
      "volume-in-use-elsewhere",
      "A pod that is not this team's has this network volume: end that pod where it was rented, or in RunPod's console, then try again.",
    ),
  foreign: () =>
    fail(
      "volume-foreign",
      "This network volume was not made by this labelpod: change or delete it in RunPod's console.",
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
    passing(
      "volume-still-there",
      "RunPod took the deletion and lists the network volume still: labelpod tries again by itself.",
    ),
  stillSmaller: () =>
    passing(
      "volume-still-smaller",
      "RunPod took the new size and tells the former one still: labelpod tries again by itself.",
    ),
  noAnswer: () =>
    passing(
      "volume-no-answer",
      "The provider has not answered in time: try again, and see /volume list for what is there.",
    ),
  late: () =>
    fail(
      "volume-late",
      "The provider has not confirmed it within ten minutes: see /volume list for what became of it, then give the command again.",
    ),
} as const;

const titles = {
  create: { open: "is being made", done: "is there", failed: "was not made" },
  grow: { open: "is being enlarged", done: "is larger", failed: "was not enlarged" },
  delete: { open: "is being deleted", done: "is deleted", failed: "was not deleted" },
} as const;

/** What is said about network volumes. */
export const volumeWords = {
  title: (name: string, kind: VolumeChange["kind"], state: "open" | "done" | "failed") =>
    `Network volume ${name} ${titles[kind][state]}`,
  listTitle: () => "Network volumes",
  ordered: () => "It is being done; its card is in the team's channel.",
  askedFor: (by: Person): Line => line`Asked for by ${mention(by)}`,
  /** `100 GB in US-KS-2, $7.00 a month until it is deleted`. */
  what: (volume: VolumeLook, prices: StoragePrices | undefined) =>
    `${volume.sizeGib} GB in ${volume.dataCenterId}${priceText(volume, prices)}`,
  made: (name: string): Line =>
    line`${code(`/pod up volume:${name}`)} works on it; it stays when that pod is deleted, and costs as much while no pod uses it.`,
  larger: (): Line => ["It can't be made smaller again."],
  deleted: (): Line => ["All that was on it is gone, and it costs nothing any more."],
  none: (): Line => line`There are none; ${code("/volume create name:studies")} makes one.`,
  use: (use: VolumeUse) => {
    if (use.kind === "own") return `pod ${use.podId} has it`;
    return use.kind === "other" ? "a pod that is not this team's has it" : "no pod has it";
  },
  foreign: () => "not made by this labelpod",
  howTo: (): Line => line`${code("/pod up volume:")} with its name works on one of them, in its data center.`,
  reallyCreate: (name: string, volume: VolumeLook, prices: StoragePrices | undefined) =>
    `Make the network volume ${name} of ${volumeWords.what(volume, prices)}, whether a pod uses it or not? It can grow later and never shrink.`,
  reallyGrow: (
    name: string,
    sizes: { before: VolumeLook; after: VolumeLook },
    prices: StoragePrices | undefined,
  ) =>
    `Enlarge the network volume ${name} from ${volumeWords.what(sizes.before, prices)} to ${volumeWords.what(sizes.after, prices)}? It can't be made smaller again.`,
  reallyDelete: (name: string, volume: VolumeLook) =>
    `Delete the network volume ${name} (${volume.sizeGib} GB in ${volume.dataCenterId}) with all images, labels and models on it? There is no way back.`,
} as const;

type VolumeLook = Pick<NetworkVolume, "sizeGib" | "dataCenterId" | "isFast">;

function priceText(volume: VolumeLook, prices: StoragePrices | undefined): string {
  if (prices === undefined) return "";
  const usd = formatUsd(networkVolumeUsdPerMonth(volume.sizeGib, prices));
  return `, ${volume.isFast === true ? "more than " : ""}${usd} a month until it is deleted`;
}

/** A failure that may be over a little later. */
function passing(id: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(id, sentence, { retryable: true });
}

function fail(id: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(id, sentence);
}
