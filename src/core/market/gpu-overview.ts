import type { Action } from "../records/card.ts";
import { podUpLine } from "./alternatives.ts";
import type { Offer } from "../records/offer.ts";
import type { PodRequest } from "../records/pod-request.ts";
import type { Settings } from "../records/settings.ts";
import type { Line } from "../records/text.ts";
import { waitLabel } from "../words/choosing.ts";
import { gpuWords } from "../words/gpu.ts";

export type GpuFacts = {
  /** What fits the request and is free, in the order in which `/pod up` would try it. */
  readonly offers: readonly Offer[];
  /** Those of the wished names that nothing in the provider's list has, sold out or not. */
  readonly unlisted: readonly string[];
  readonly request: PodRequest;
  readonly settings: Settings;
  /** In USD: of the month, with what is left of it; absent where the team has none. */
  readonly budget?: { readonly usd: number; readonly leftUsd: number };
  /** What a pod's disks cost beside the machine. */
  readonly diskUsdPerHour: number;
};

type Overview = {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly actions: readonly Action[];
};

const most = { lines: 12, buttons: 3 } as const;

/** What is free now, what it costs, and for how long the rest of the budget pays for it. */
export function gpuOverview(facts: GpuFacts): Overview {
  const { offers, unlisted, request, budget } = facts;
  const isListed = request.gpus === undefined || unlisted.length < request.gpus.length;
  return {
    title: isListed ? gpuWords.title(offers.length, request) : gpuWords.titleUnlisted(request),
    lines: [
      ...(unlisted.length === 0 ? [] : [gpuWords.unlisted(unlisted)]),
      ...offers.slice(0, most.lines).map((offer) => gpuWords.offer(offer, hoursLeft(offer, facts))),
      ...(offers.length > most.lines ? [gpuWords.more(offers.length - most.lines)] : []),
      ...(budget === undefined ? [] : [gpuWords.budget(budget.leftUsd, budget.usd)]),
      gpuWords.howToWish(offers.length > 0),
    ],
    actions: actionsOf(facts),
  };
}

function hoursLeft({ usdPerHour }: Offer, { budget, diskUsdPerHour }: GpuFacts): number | undefined {
  return budget === undefined || budget.leftUsd <= 0
    ? undefined
    : budget.leftUsd / (usdPerHour + diskUsdPerHour);
}

function actionsOf({ offers, request, settings }: GpuFacts): readonly Action[] {
  if (offers.length === 0)
    return [
      { label: waitLabel(), commandLine: podUpLine(request, settings, { wait: "2h" }), style: "primary" },
    ];
  return offers.slice(0, most.buttons).map((offer): Action => {
    const commandLine = podUpLine({ ...request, gpus: [offer.gpuName] }, settings);
    return { label: gpuWords.rent(offer), commandLine, style: "primary" };
  });
}
