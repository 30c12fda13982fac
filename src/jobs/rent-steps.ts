import { chooseGpu } from "../core/choose-gpu.ts";
import { failures } from "../core/words/errors.ts";
import type { PodStep } from "./pod-steps.ts";
import { beginRent, findRented } from "./rent.ts";

const minuteMs = 60_000;

/** What fits the wishes, in the order to try it. */
export const choose: PodStep = {
  name: "choose",
  expectedMs: 3_000,
  timeoutMs: 2 * minuteMs,
  look({ pod }) {
    const isDone = pod.providerPodId !== undefined || pod.candidates !== undefined;
    return Promise.resolve({ state: isDone ? "done" : "todo" });
  },
  async begin({ pod, provider, context, signal, save }) {
    const offers = await provider.market.offers(pod.wishes, signal);
    const candidates = chooseGpu(offers, pod.wishes, context.settings);
    if (candidates.length === 0) throw failures.noOffer();
    await save((current) => ({ ...current, candidates }));
  },
};

/** A machine of one of the candidates. */
export const rent: PodStep = {
  name: "create",
  expectedMs: 10_000,
  timeoutMs: 10 * minuteMs,
  look: findRented,
  begin: beginRent,
};
