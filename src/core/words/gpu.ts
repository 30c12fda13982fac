import { formatDuration, formatUsd } from "../common/format.ts";
import type { GpuRequest } from "../records/gpu-request.ts";
import type { Offer } from "../records/offer.ts";
import { code, line, type Line } from "../records/text.ts";

const stocks: Readonly<Record<Offer["availability"], string>> = {
  none: "none free",
  low: "few free",
  medium: "some free",
  high: "many free",
};

type Where = Pick<GpuRequest, "cloud" | "country" | "dataCenterIds">;

const mostPlaces = 3;

/** "US, secure cloud", or the data centers that count before the country. */
function placeText({ cloud, country, dataCenterIds = [] }: Where): string {
  const named = dataCenterIds.length === 0 ? [country] : dataCenterIds.slice(0, mostPlaces);
  const others = dataCenterIds.length - mostPlaces;
  return `${named.join(", ")}${others > 0 ? ` and ${others} more` : ""}, ${cloud} cloud`;
}

/** What `/gpu` says. */
export const gpuWords = {
  title: (count: number, where: Where) =>
    count === 0
      ? `No GPU that fits is free now in ${placeText(where)}`
      : `Free now in ${placeText(where)}: ${count} ${count === 1 ? "kind" : "kinds"} of GPU`,
  titleUnlisted: (where: Where) => `No GPU of that name is listed in ${placeText(where)}`,
  unlisted: (names: readonly string[]): Line => [
    `The provider lists no ${names.join(" and no ")} there: check how it is spelled, or wish for another one.`,
  ],
  /** @param hours how long the rest of the budget pays for it; absent without a budget, and when that is used up */
  offer: (offer: Offer, hours: number | undefined): Line => {
    const { gpuName, memoryGib, usdPerHour, availability, dataCenterIds } = offer;
    if (usdPerHour === 0) return [`${gpuName}, ${memoryGib} GB: free of charge`];
    const { length } = dataCenterIds;
    const places = length === 0 ? "" : ` in ${length} data ${length === 1 ? "center" : "centers"}`;
    const rest =
      hours === undefined ? "" : `; the rest of the budget lasts ${formatDuration(hours * 3_600_000)}`;
    return [
      `${gpuName}, ${memoryGib} GB: ${formatUsd(usdPerHour)} an hour, ${stocks[availability]}${places}${rest}`,
    ];
  },
  more: (count: number): Line => [`${count} more are dearer or further down the list.`],
  budget: (leftUsd: number, budgetUsd: number): Line => [
    leftUsd > 0
      ? `${formatUsd(leftUsd)} of this month's ${formatUsd(budgetUsd)} are left.`
      : `This month's budget of ${formatUsd(budgetUsd)} is used up.`,
  ],
  howToWish: (isAnyFree: boolean): Line => [
    ...line`${code("/gpu memory:24 max-price:0.8")} looks with other options`,
    ...(isAnyFree ? line`, and ${code("/pod up")} with the same ones takes the first that is free.` : ["."]),
  ],
  rent: ({ gpuName, usdPerHour }: Offer) =>
    usdPerHour === 0 ? `Use ${gpuName}` : `Rent ${gpuName}, ${formatUsd(usdPerHour)} an hour`,
} as const;
