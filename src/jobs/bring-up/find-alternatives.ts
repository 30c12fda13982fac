import { chooseGpu, compareOffers } from "../../core/market/choose-gpu.ts";
import { describeError } from "../../core/common/errors.ts";
import { podUpLine, relaxed } from "../../core/market/alternatives.ts";
import type { Alternatives, OfferQuery, Offer } from "../../core/records/offer.ts";
import { settingsOf } from "../../core/idle/pod-policy.ts";
import type { Pod } from "../../core/records/pod.ts";
import type { PodRequest } from "../../core/records/pod-request.ts";
import type { StepWork } from "./step-work.ts";

/** What is free now when one of the request is given up, and how to wait for what was wished. */
export async function findAlternatives(work: StepWork): Promise<Alternatives> {
  const { pod, context } = work;
  const settings = await settingsOf(context, pod.teamId);
  const usual = (await formerOf(work))?.request ?? settings;
  const {
    run: { policy, replaces, isBeyondBudget },
  } = pod;
  const kept = { policy, isFresh: replaces !== undefined, isBeyondBudget };
  const offersFor = readOnce(work);
  const found: Offer[] = [];
  const offers: Alternatives["offers"][number][] = [];
  for (const request of relaxed(pod.request)) {
    const known = [...(pod.run.attempts ?? []), ...found];
    const fitting = chooseGpu(await offersFor(request), request, settings);
    const offer = inOrder(fitting, request, pod.request).find(
      (other) => !known.some(({ gpuName, cloud }) => gpuName === other.gpuName && cloud === other.cloud),
    );
    if (offer === undefined) continue;
    found.push(offer);
    const taken = { ...request, gpus: [offer.gpuName] };
    offers.push({ offer, commandLine: podUpLine(taken, usual, kept) });
  }
  return { offers, waitLine: podUpLine(pod.request, usual, { ...kept, wait: "2h" }) };
}

/** Where the price that was wished is given up, the cheapest first: nearest to it. */
function inOrder(fitting: readonly Offer[], given: PodRequest, before: PodRequest): readonly Offer[] {
  return given.maxUsdPerHour === before.maxUsdPerHour ? fitting : fitting.toSorted(compareOffers);
}

/** The pod whose place it was to take. */
async function formerOf({ pod, context }: StepWork): Promise<Pod | undefined> {
  if (pod.run.replaces === undefined) return undefined;
  return (await context.store.pods.get(pod.teamId, pod.run.replaces))?.value;
}

/** Most conditions that are given up change nothing of what is asked. */
function readOnce(work: StepWork): (request: PodRequest) => Promise<readonly Offer[]> {
  const answers = new Map<string, Promise<readonly Offer[]>>();
  return (request) => {
    const { cloud, country, dataCenterIds, minDownloadMbps } = request;
    const key = JSON.stringify([cloud, country, dataCenterIds, minDownloadMbps]);
    const answer = answers.get(key) ?? readOffers(work, request);
    answers.set(key, answer);
    return answer;
  };
}

/** None where they can't be read: this is an offer, and its failure is not the one to be told. */
async function readOffers(
  { provider, context, signal }: StepWork,
  asked: OfferQuery,
): Promise<readonly Offer[]> {
  try {
    return await provider.market.offers(asked, signal);
  } catch (error) {
    signal.throwIfAborted();
    context.log.warn("what is free instead can't be read", describeError(error));
    return [];
  }
}
