import type { PodId } from "../records/ids.ts";
import type { FailureCode } from "../common/failure-code.ts";
import { UserFacingError } from "../common/errors.ts";
import { formatDuration, formatUsd } from "../common/format.ts";
import type { LowBalanceStep, TypedBalance } from "../records/ledger.ts";
import { code, line, moment, type Line } from "../records/text.ts";

/** What can go wrong with the team's money. */
export const moneyFailures = {
  beyondBudget: (spentUsd: number, budgetUsd: number) =>
    fail(
      "beyond-budget",
      `The team has spent ${formatUsd(spentUsd)} of its ${formatUsd(budgetUsd)} for this month: ask an admin to raise it with /settings budget or to use /pod up beyond-budget:yes.`,
    ),
  noFigure: () =>
    fail(
      "no-figure",
      "No figure was given: type what the provider's console shows as the balance in USD, such as /cost balance 25.",
    ),
  noBalance: () =>
    fail(
      "no-balance",
      "Pods of this provider are free of charge, so there is no balance to type: nothing was done.",
    ),
  budgetIsAdmins: () =>
    fail(
      "budget-is-admins",
      "Only an admin may go beyond the budget or change it: ask one, or leave that option out.",
    ),
} as const;

export const costWords = {
  title: () => "What the team's pods cost",
  run: (upMs: number, usd: number): Line => [`${formatDuration(upMs)}, ${formatUsd(usd)}`],
  share: (name: string, usd: number) => `${name} ${formatUsd(usd)}`,
  podShare: (podId: PodId, usd: number, upMs: number) =>
    `${podId} ${formatUsd(usd)}, up ${formatDuration(upMs)}`,
  shares: (texts: readonly string[], others: { readonly of: number; readonly usd: number }): Line => [
    [...texts, ...(others.of === 0 ? [] : [`${others.of} more ${formatUsd(others.usd)}`])].join("; "),
  ],
  perHour: (usd: number): Line => [usd === 0 ? "nothing" : `${formatUsd(usd)} an hour`],
  perMonth: (usd: number, podIds: readonly string[]): Line => [
    `${formatUsd(usd)} a month (${podIds.join(", ")})`,
  ],
  volumes: (usd: number): Line => [formatUsd(usd)],
  balance: (usd: number, hours: number | undefined, askedAtMs: number): Line =>
    hours === undefined
      ? line`${formatUsd(usd)}, read ${moment(askedAtMs)}`
      : line`${formatUsd(usd)}, read ${moment(askedAtMs)}; it lasts ${lasts(hours)}`,
  reckoned: (usd: number, hours: number | undefined, typed: TypedBalance): Line => [
    ...line`${formatUsd(Math.max(0, usd))}, reckoned from the ${formatUsd(typed.usd)} that ${typed.by.name} typed ${moment(typed.atMs)}`,
    ...(hours === undefined ? [] : [`; it lasts ${lasts(hours)}`]),
  ],
  balanceUntold: (): Line =>
    line`The provider does not tell it: see its console, and type it with ${code("/cost balance 25")}, so that labelpod can warn before it runs out.`,
  balanceUnread: (): Line => ["Not read yet: labelpod asks every five minutes while a pod costs money."],
  budget: (spentUsd: number, budgetUsd: number): Line => [
    `${formatUsd(spentUsd)} of ${formatUsd(budgetUsd)} this month, ${percent(spentUsd, budgetUsd)} %`,
  ],
  noBudget: (): Line => line`none; an admin sets one with ${code("/settings budget:200")}`,
  estimate: (totalUsd: number, estimatedUsd: number): Line => {
    if (totalUsd === 0) return ["Nothing was spent this month."];
    if (totalUsd - estimatedUsd < Math.min(0.005, totalUsd / 2))
      return [
        "This month's figures are an estimate by hourly rates: the provider has billed none of its days for good yet.",
      ];
    if (estimatedUsd < 0.005) return ["This month's figures are what the provider has billed."];
    return [
      `${formatUsd(estimatedUsd)} of this month is an estimate by hourly rates; the rest is what the provider has billed.`,
    ];
  },
  free: (): Line => ["Pods on this machine are free of charge and not counted."],
  restText: (usdPerMonth: number, isOnVolume: boolean) => {
    if (usdPerMonth > 0) return `its disk costs ${formatUsd(usdPerMonth)} a month`;
    return isOnVolume ? "costs nothing beside its network volume" : "costs nothing";
  },
  ofRun: (usd: number, restUsdPerMonth: number): Line => [
    restUsdPerMonth === 0
      ? formatUsd(usd)
      : `${formatUsd(usd)}; now its disk costs ${formatUsd(restUsdPerMonth)} a month`,
  ],
} as const;

export const budgetWords = {
  title: (step: number) =>
    step >= 100 ? "The month's budget is used up" : `${step} % of the month's budget is used`,
  lines: (step: number, spentUsd: number, budgetUsd: number): readonly Line[] => [
    [`${formatUsd(spentUsd)} of ${formatUsd(budgetUsd)} is spent.`],
    step >= 100
      ? line`A pod that is up goes on; a start is refused until next month, unless an admin adds ${code("beyond-budget:yes")} to ${code("/pod up")} or raises it with ${code("/settings budget")}.`
      : line`${code("/cost")} shows by whom and by which pod.`,
  ],
} as const;

/** What RunPod does at zero: runpod/docs accounts-billing/billing.mdx. */
export const balanceWords = {
  title: (hours: number) =>
    `The account's balance lasts less than ${hours === 1 ? "an hour" : `${hours} hours`}`,
  lines: ({ usd, usdPerHour, atMs, isReckoned }: LowBalanceStep): readonly Line[] => [
    ...(isReckoned === true ? [reckonedText()] : []),
    line`${formatUsd(Math.max(0, usd))} is left and ${formatUsd(usdPerHour)} an hour is spent, so it ends ${moment(atMs + endsInMs(usd, usdPerHour))}.`,
    [
      "At zero RunPod deletes pods with a disk of their own, with all that is on them; those on a network volume are stopped.",
    ],
    line`Add credits in RunPod's console; or save what lies on the pod alone, then ${code("/pod delete")} ends its cost.`,
  ],
  over: (): Line => ["This is over: the balance lasts longer again."],
  unspent: (): Line => ["Nothing costs money now; add credits before the next ", code("/pod up"), "."],
} as const;

function reckonedText(): Line {
  return line`The provider does not tell the balance, so this is reckoned from the figure that was typed last, less what labelpod's pods have cost since: after adding credits, type what its console shows with ${code("/cost balance 25")}.`;
}

export const unknownBalanceWords = {
  title: () => "The account's balance is unknown",
  lines: (): readonly Line[] => [
    [
      "The provider does not tell it any more, so labelpod can't warn before it runs out; at zero RunPod deletes pods with a disk of their own, with all that is on them.",
    ],
    line`Look it up in the provider's console and type it with ${code("/cost balance 25")}: from then on labelpod takes off what its pods cost, and warns at 24, 6 and 1 hours left.`,
  ],
  over: (): Line => ["It is known again."],
} as const;

export const typedBalanceWords = {
  title: () => "The account's balance is noted",
  lines: (usd: number, hours: number | undefined): readonly Line[] => [
    hours === undefined
      ? [`${formatUsd(usd)}; nothing costs money now.`]
      : [`${formatUsd(usd)}; at what is spent now it lasts ${lasts(hours)}.`],
    [
      "labelpod takes off what its own pods and network volumes cost from now on, and not what others use of the account: type it again after adding credits.",
    ],
  ],
  isTold: (): Line => ["The provider tells the balance itself, which counts before what was typed."],
} as const;

export const unusedDiskWords = {
  title: (podId: PodId) => `Is stopped pod ${podId} still needed?`,
  lines: (sinceMs: number, usd: number, usdPerMonth: number): readonly Line[] => [
    line`It was stopped ${moment(sinceMs)}; since then its disk has cost ${formatUsd(usd)}, which is ${formatUsd(usdPerMonth)} a month.`,
    ["Deleting it ends that, and deletes the labels and models on it."],
  ],
  start: () => "Start",
  delete: () => "Delete",
} as const;

export const reportWords = {
  title: (week: string) => `Week ${week}: what the pods did and cost`,
  cost: (usd: number, beforeUsd: number): Line => [
    `${formatUsd(usd)}, after ${formatUsd(beforeUsd)} in the week before`,
  ],
  estimate: (usd: number): Line => [`${formatUsd(usd)} of it is an estimate by hourly rates.`],
} as const;

/** "about 17 h", "less than an hour". */
function lasts(hours: number): string {
  return hours < 1 ? "less than an hour" : `about ${formatDuration(Math.floor(hours) * 3_600_000)}`;
}

function endsInMs(usd: number, usdPerHour: number): number {
  return usdPerHour > 0 ? Math.max(0, usd / usdPerHour) * 3_600_000 : 0;
}

function percent(usd: number, ofUsd: number): number {
  return Math.floor((100 * usd) / ofUsd);
}

function fail(name: FailureCode, sentence: string): UserFacingError {
  return new UserFacingError(name, sentence);
}
