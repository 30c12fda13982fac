import { chooseGpu } from "../core/choose-gpu.ts";
import { describeError } from "../core/errors.ts";
import { type NextBest, podUpLine, relaxed } from "../core/next-best.ts";
import type { Offer } from "../core/offer.ts";
import { settingsOf } from "../core/policy.ts";
import type { Pod, PodWishes } from "../core/pod.ts";
import type { StepWork } from "./pod-steps.ts";

/** What is free now when one of the wishes is given up, and how to wait for what was wished. */
export async function findNextBest(work: StepWork): Promise<NextBest> {
  const { pod, context } = work;
  const settings = await settingsOf(context, pod.teamId);
  const usual = (await formerOf(work))?.wishes ?? settings;
  const kept = { policy: pod.policy, isFresh: pod.replaces !== undefined };
  const found: Offer[] = [];
  const offers: NextBest["offers"][number][] = [];
  for (const wishes of relaxed(pod.wishes)) {
    const known = [...(pod.attempts ?? []), ...found];
    const offer = chooseGpu(await readOffers(work, wishes), wishes, settings).find(
      (other) => !known.some(({ gpuName, cloud }) => gpuName === other.gpuName && cloud === other.cloud),
    );
    if (offer === undefined) continue;
    found.push(offer);
    const taken = { ...wishes, gpus: [offer.gpuName] };
    offers.push({ offer, commandLine: podUpLine(taken, usual, kept) });
  }
  return { offers, waitLine: podUpLine(pod.wishes, usual, { ...kept, wait: "2h" }) };
}

/** The pod whose place it was to take. */
async function formerOf({ pod, context }: StepWork): Promise<Pod | undefined> {
  if (pod.replaces === undefined) return undefined;
  return (await context.store.pods.get(pod.teamId, pod.replaces))?.value;
}

/** None where they can't be read: this is an offer, and its failure is not the one to be told. */
async function readOffers(
  { provider, context, signal }: StepWork,
  wishes: PodWishes,
): Promise<readonly Offer[]> {
  try {
    return await provider.market.offers(wishes, signal);
  } catch (error) {
    signal.throwIfAborted();
    context.log.warn("what is free instead can't be read", describeError(error));
    return [];
  }
}
