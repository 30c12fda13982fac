import type { RunFacts } from "../../core/records/run.ts";
import {
  hasUntried,
  isExhausted,
  isForbiddenAll,
  isHopeless,
  whyNone,
} from "../../core/market/rent-attempts.ts";
import { givenUp, type Offer } from "../../core/records/offer.ts";
import { avoiding } from "../../core/market/bad-draws.ts";
import { badDrawsId } from "../../core/records/bad-draw.ts";
import { chooseGpu } from "../../core/market/choose-gpu.ts";
import { diskRates } from "../../core/money/pod-cost.ts";
import { paidFromMs, type Pod, withoutRun, withRun } from "../../core/records/pod.ts";
import { policyOf, settingsOf } from "../../core/idle/pod-policy.ts";
import type { Settings } from "../../core/records/settings.ts";
import { isBetweenLooks, lookedInVain, mayWait } from "../../core/market/wait-for-gpu.ts";
import { keepToBudget, type PodStep, type StepWork } from "./step-work.ts";
import { drawSearch, findRented, tryInTurn } from "./rent-machine.ts";
import { findAlternatives } from "./find-alternatives.ts";
import { foundCard } from "../../core/cards/search-cards.ts";

const minuteMs = 60_000;

/** What fits the request, in the order to try it, and what it will cost; it waits for something where it may. */
export const choose: PodStep = {
  name: "choose",
  expectedMs: 3_000,
  timeoutMs: 2 * minuteMs,
  async look({ pod, context }) {
    if (pod.providerPodId !== undefined || pod.run.candidates !== undefined) return { state: "done" };
    return { state: isBetweenLooks(pod, context.clock.now()) ? "under-way" : "todo" };
  },
  async begin(work) {
    const {
      run: { candidates },
    } = await readCandidates(work);
    if (candidates === undefined) await noneFree(work);
  },
};

/** A machine of one of the candidates, or of what is free at a later look. */
export const rent: PodStep = {
  name: "create",
  expectedMs: 10_000,
  timeoutMs: 10 * minuteMs,
  async look(work) {
    const { pod, context } = work;
    const mayExist = pod.providerPodId !== undefined || pod.uncertainSinceMs !== undefined;
    if (!mayExist && isBetweenLooks(pod, context.clock.now())) return { state: "under-way" };
    const found = await findRented(work);
    if (found.state === "done") await announceFound(work);
    return found;
  },
  async begin(work) {
    await keepToBudget(work);
    const before = await work.reload();
    // Stock and price are others than at the look before.
    const pod = before.run.candidates === undefined ? await readCandidates(work) : before;
    if (!(await tryInTurn(work, pod.run.candidates ?? []))) await noneFree(work);
  },
};

/** Reads what is to be had now; a record without candidates has none. */
async function readCandidates({ pod, provider, context, signal, save }: StepWork): Promise<Pod> {
  const settings = await settingsOf(context, pod.teamId);
  const offers = await provider.market.offers(pod.request, signal);
  const fitting = chooseGpu(offers, pod.request, settings).filter((offer) => !isHopeless(offer, pod));
  const known = (await context.store.badDraws.get(pod.teamId, badDrawsId))?.value;
  const candidates = known === undefined ? fitting : avoiding(fitting, known, context.clock.now());
  const quote = quoteOf(settings, pod, provider.storagePrices);
  return save((current) => {
    const { waiting, attempts = [] } = current.run;
    return withRun(withoutRun(current, "candidates"), {
      quote,
      attempts: waiting === undefined ? attempts : givenUp(attempts),
      ...(candidates.length === 0 ? {} : { candidates }),
    });
  });
}

function quoteOf(
  settings: Settings,
  { run, request }: Pod,
  prices: StepWork["provider"]["storagePrices"],
): NonNullable<RunFacts["quote"]> {
  const volumeGib = request.volumeId === undefined ? settings.volumeGib : 0;
  const disks = { containerGib: settings.containerDiskGib, volumeGib };
  const { limitAtMs } = policyOf({ run }, settings);
  return { diskUsdPerHour: diskRates(disks, prices).running, lifeMs: limitAtMs - paidFromMs({ run }) };
}

/** Nothing of what was wished can be had now: it looks again in a while, or the bring-up fails with what could be had instead. */
async function noneFree(work: StepWork): Promise<void> {
  const isForbidden = await isAllForbidden(work);
  const nowMs = work.context.clock.now();
  const goesOn = (pod: Pod): boolean => mayWait(pod, nowMs) && !isForbidden && !isExhausted(pod);
  const pod = await work.save((current) => (goesOn(current) ? lookedInVain(current, nowMs) : undefined));
  if (goesOn(pod)) return drawSearch(work);
  const nextBest = await findAlternatives({ ...work, pod });
  await work.save((current) => withRun(current, { nextBest }));
  throw whyNone(pod, isForbidden);
}

/** Whether the account's key may have nothing of what fits: what is sold out just now it may have when that is free again. */
async function isAllForbidden({ provider, context, signal, reload }: StepWork): Promise<boolean> {
  const pod = await reload();
  if (!isForbiddenAll(pod)) return false;
  const { dataCenterIds: _, ...request } = pod.request;
  const offers = await provider.market.offers(pod.request, signal);
  const all = offers.map((offer): Offer => ({ ...offer, availability: "low" }));
  return !hasUntried(chooseGpu(all, request, await settingsOf(context, pod.teamId)), pod);
}

/** Tells whoever waited that a machine was found; saying it twice does nothing. */
async function announceFound({ context, reload }: StepWork): Promise<void> {
  const pod = await reload();
  const { foundAtMs, upAtMs } = pod.run;
  if (pod.phase === "starting" && foundAtMs !== undefined && upAtMs === undefined)
    await context.chat.show(foundCard(pod));
}
