import type { Action, Card } from "../records/card.ts";
import type { Attempt } from "../records/offer.ts";
import { mostSlow, slowAttempts } from "../market/rent-attempts.ts";
import { sumUsd } from "../money/cost-parts.ts";
import { type Pod, isOnlyWaiting } from "../records/pod.ts";
import type { Line } from "../records/text.ts";
import { waitingForHost } from "../words/host.ts";
import * as words from "../words/choosing.ts";

/** A card has room for so many. */
const shownAttempts = 8;

/** How the search for a machine goes: what comes first and its price, what was tried, and since when it waits. */
export function searchLines(pod: Pod): readonly Line[] {
  return [
    ...planLines(pod),
    ...attemptLines(pod.run.attempts ?? []),
    ...vainLines(pod),
    ...waitLines(pod),
    ...waitingForHost(pod),
  ];
}

function planLines({
  phase,
  providerPodId,
  run: { candidates = [], attempts = [], quote },
}: Pod): readonly Line[] {
  const [offer] = candidates;
  const isAhead = phase === "starting" && providerPodId === undefined;
  return isAhead && offer !== undefined && quote !== undefined
    ? [words.plannedText({ offer, quote, isFirst: attempts.length === 0 })]
    : [];
}

function attemptLines(attempts: readonly Attempt[]): readonly Line[] {
  const hidden = attempts.length - shownAttempts;
  return [
    ...(hidden > 0 ? [words.earlierAttempts(hidden)] : []),
    ...attempts.slice(-shownAttempts).map(words.attemptText),
  ];
}

function vainLines({ phase, run: { attempts = [] } }: Pod): readonly Line[] {
  const slow = slowAttempts(attempts);
  if (phase !== "starting" || slow.length === 0) return [];
  return [words.paidInVain(sumUsd(slow.map(({ usd = 0 }) => ({ usd }))), mostSlow)];
}

/** Nothing while a create call may have made a machine, which would be billed. */
function waitLines(pod: Pod): readonly Line[] {
  const {
    phase,
    providerPodId,
    run: { waiting, waitUntilMs: untilMs },
  } = pod;
  if (phase !== "starting" || providerPodId !== undefined || !isOnlyWaiting(pod)) return [];
  return waiting === undefined || untilMs === undefined
    ? []
    : words.waitingText({ request: pod.request, replaces: pod.run.replaces, waiting, untilMs });
}

/** The message that notifies whoever waited. */
export function foundCard(pod: Pod): Card {
  const { offer, run } = pod;
  return {
    key: `pod:${pod.id}:${run.number}:found:${run.foundAtMs ?? run.startedAtMs}`,
    teamId: pod.teamId,
    notify: pod.askedBy,
    tone: "good",
    outcome: "succeeded",
    title: words.foundTitle(pod),
    lines: offer === undefined ? [] : words.foundText(offer, pod.askedBy),
    actions: [{ label: "Stop", commandLine: "pod down", style: "danger" }],
  };
}

type Instead = {
  readonly lines: readonly Line[];
  readonly actions?: { readonly actions: readonly Action[] };
};

/** What could be had instead of what was wished, for the message that tells of the failure. */
export function insteadOf({ run: { nextBest } }: Pod): Instead {
  if (nextBest === undefined) return { lines: [] };
  const offers = nextBest.offers.map(({ offer }) => offer);
  return {
    lines: [words.insteadText(offers)],
    actions: {
      actions: [
        ...nextBest.offers.map(({ offer, commandLine }): Action => {
          return { label: words.offerText(offer), commandLine, style: "primary" };
        }),
        { label: words.waitLabel(), commandLine: nextBest.waitLine, style: "plain" },
      ],
    },
  };
}
