import type { TeamId } from "../../core/records/ids.ts";
import { chooseGpu, oneOfEach, unlistedNames } from "../../core/market/choose-gpu.ts";
import { isPassing } from "../../core/common/errors.ts";
import { gpuOverview, type GpuFacts } from "../../core/market/gpu-overview.ts";
import { diskRates } from "../../core/money/pod-cost.ts";
import type { Offer } from "../../core/records/offer.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import type { PodRequest } from "../../core/records/pod-request.ts";
import type { Settings } from "../../core/records/settings.ts";
import { spentThisMonth } from "../../core/money/check-budget.ts";
import { choosingFailures } from "../../core/words/choosing.ts";
import type { CommandContext } from "../context.ts";
import type { Command } from "../define.ts";
import { gpuOptions } from "../pod/gpu-options.ts";
import { readPodRequest } from "../pod/pod-request.ts";
import { answer } from "../reply.ts";
import { placeOnVolume } from "../pod/volume-request.ts";

/** Longer than other answers may take, which wait for nothing outside. */
const patienceMs = 5_000;

/** What is free now, with its price and what that means for the budget. */
export const gpuShow: Command = {
  path: ["gpu", "show"],
  isUse: false,
  summary: "Shows which GPUs are free now, what they cost, and how long the rest of the budget lasts",
  options: gpuOptions,
  async run({ invocation, options }, context) {
    const { teamId } = invocation;
    const settings = await settingsOf(context, teamId);
    const wished = readPodRequest(options, settings);
    const request = wished.cloud === "secure" ? await placeOnVolume(wished, context) : wished;
    const listed = await readOffers(request, context);
    const offers = oneOfEach(chooseGpu(listed, request, settings));
    const unlisted = unlistedNames(listed, request);
    const volumeGib = request.volumeId === undefined ? settings.volumeGib : 0;
    const disks = { containerGib: settings.containerDiskGib, volumeGib };
    const diskUsdPerHour = diskRates(disks, context.provider.storagePrices).running;
    const budget = await readBudget(teamId, settings, context);
    return answer(
      invocation,
      gpuOverview({ offers, unlisted, request, settings, diskUsdPerHour, ...budget }),
    );
  },
};

/** @throws UserFacingError when they can't be read now */
async function readOffers(
  request: PodRequest,
  { provider, clock }: CommandContext,
): Promise<readonly Offer[]> {
  const signal = clock.deadline(patienceMs);
  try {
    return await provider.market.offers(request, signal);
  } catch (error) {
    if (signal.aborted || isPassing(error)) throw choosingFailures.catalogueUnread();
    throw error;
  }
}

async function readBudget(
  teamId: TeamId,
  { budgetUsd: usd = 0, timeZone }: Settings,
  context: CommandContext,
): Promise<Pick<GpuFacts, "budget">> {
  if (usd === 0) return {};
  const spentUsd = await spentThisMonth(context, { teamId, timeZone, nowMs: context.clock.now() });
  return { budget: { usd, leftUsd: usd - spentUsd } };
}
