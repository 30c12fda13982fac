import type { Charge } from "../../core/ports/account.ts";
import type { NetworkVolume } from "../../core/records/volume.ts";
import { utcDay, utcDayName } from "../../core/common/calendar.ts";
import { describeError } from "../../core/common/errors.ts";
import type { Bill, LedgerEntry } from "../../core/records/ledger.ts";
import { isOwn } from "../../core/records/own-name.ts";
import { areShownTo } from "../../core/pods/shown-by.ts";
import type { Provider } from "../../core/ports/provider.ts";
import type { Stored } from "../../core/ports/collection.ts";
import { put } from "../../core/ports/store.ts";
import type { JobContext } from "../context.ts";
import type { Job } from "../define.ts";
import { noPayload } from "../pod-payload.ts";
import { logAndContinue } from "../log-and-continue.ts";
import type { RecordPlace } from "../../core/records/place-of.ts";

export const readBillsEveryMs = 3_600_000;
const dayMs = 24 * 3_600_000;
/** A budget is of a whole month, and a bot that was away still reads what it has missed. */
const lookBackMs = 35 * dayMs;
/** From the end of a day until its figures count as final. */
const settledMs = 6 * 3_600_000;
/** The same for a day without a figure. */
const unchargedMs = 30 * 3_600_000;
const askMs = 50_000;

/** Reads what the provider has charged for this instance's pods and network volumes, whose day counts by that once it is over. */
export const readBills: Job<Record<string, never>> = {
  name: "read-bills",
  lane: "watch",
  isTimed: true,
  parse: (payload) => noPayload.parse(payload),
  key: () => "all",
  async run(_payload, context) {
    for (const provider of context.providers.values()) await readProvider(provider, context);
    return undefined;
  },
};

async function readProvider(provider: Provider, context: JobContext): Promise<void> {
  if (provider.billing === undefined) return;
  const open = (await context.store.pods.listOpen()).map(({ value }) => value);
  // What another account is charged for, or not, is none of this team's.
  if (
    !areShownTo(
      provider.asker?.key,
      open.filter((pod) => pod.provider === provider.id),
    )
  )
    return;
  const nowMs = context.clock.now();
  const signal = context.clock.deadline(askMs, context.shutdown);
  try {
    const ledger = (await context.store.ledger.list()).filter(({ value }) => value.provider === provider.id);
    const teams = await teamsOf(ledger, { provider, context }, signal);
    if (teams.size === 0) return;
    const charges = await provider.billing.charges(utcDay(utcDayName(nowMs - lookBackMs)).fromMs, signal);
    const entries = ledger.map(({ value }) => value);
    const bills = new Map([...unchargedDays(entries, charges, nowMs), ...billsOf(charges, nowMs)]);
    for (const [id, found] of bills) {
      const teamId = teams.get(found.providerPodId ?? found.volumeId ?? "");
      if (teamId !== undefined) await write({ teamId, id }, found, context);
    }
  } catch (error) {
    logAndContinue(error, { event: "what was charged can't be read", provider: provider.id }, context);
  }
}

/** Whose each pod and network volume of this instance is, by its id at the provider: the account may hold others. */
async function teamsOf(
  ledger: readonly Stored<LedgerEntry>[],
  { provider, context }: { readonly provider: Provider; readonly context: JobContext },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { store, teamId, instanceId, log } = context;
  const volumes = await volumesOf(provider, log, signal);
  // Those that are deleted meanwhile have a last day that is not final yet.
  const billed = (await store.bills.list()).filter(({ value }) => value.volumeId !== undefined);
  return new Map<string, string>([
    ...ledger.map((stored) => [stored.value.providerPodId, stored.teamId] as const),
    ...billed.map((stored) => [stored.value.volumeId ?? "", stored.teamId] as const),
    ...volumes.filter((volume) => isOwn(volume, instanceId)).map(({ id }) => [id, teamId] as const),
  ]);
}

/** What pods cost counts also where network volumes can't be read, as by a key that has no right to them. */
async function volumesOf(
  provider: Provider,
  log: JobContext["log"],
  signal: AbortSignal,
): Promise<readonly NetworkVolume[]> {
  try {
    return (await provider.volumes?.list(signal)) ?? [];
  } catch (error) {
    signal.throwIfAborted();
    log.warn("network volumes can't be read for their bills", describeError(error));
    return [];
  }
}

/** One for each day of each pod or volume, by its id. */
function billsOf(charges: readonly Charge[], nowMs: number): ReadonlyMap<string, Bill> {
  const bills = new Map<string, Bill>();
  for (const { of, fromMs, usd, diskUsd } of charges) {
    const day = utcDayName(fromMs);
    const id = billId(day, "volumeId" in of ? of.volumeId : of.providerPodId);
    const before = bills.get(id);
    const isFinal = nowMs - utcDay(day).toMs >= settledMs;
    // A credit is no cost of anybody.
    const sum = {
      usd: Math.max(0, usd) + (before?.usd ?? 0),
      diskUsd: Math.max(0, diskUsd) + (before?.diskUsd ?? 0),
    };
    bills.set(id, { day, ...of, ...sum, isFinal });
  }
  return bills;
}

/**
 * Nothing, for each day on which the ledger has a pod up and the provider has charged nothing for it, as after a stop that
 * the bot learnt of late: where it has charged for this pod on another day, and has figures of that day or a later one.
 */
function unchargedDays(
  entries: readonly LedgerEntry[],
  charges: readonly Charge[],
  nowMs: number,
): ReadonlyMap<string, Bill> {
  const known = new Set(charges.map(({ of }) => ("volumeId" in of ? "" : of.providerPodId)));
  const figuresToMs = Math.max(0, ...charges.map(({ fromMs }) => fromMs));
  const firstMs = utcDay(utcDayName(nowMs - lookBackMs)).toMs;
  const bills = new Map<string, Bill>();
  for (const { providerPodId, fromMs, toMs = nowMs } of entries.filter((entry) =>
    known.has(entry.providerPodId),
  ))
    for (let atMs = Math.max(fromMs, firstMs); atMs < toMs; atMs = utcDay(utcDayName(atMs)).toMs) {
      const day = utcDayName(atMs);
      if (utcDay(day).fromMs > figuresToMs || nowMs - utcDay(day).toMs < unchargedMs) break;
      bills.set(billId(day, providerPodId), { day, providerPodId, usd: 0, diskUsd: 0, isFinal: true });
    }
  return bills;
}

function billId(day: string, chargedId: string): string {
  return `${day}-${chargedId}`;
}

/** What is final stays, unless that is nothing; what is as before is not written again. */
async function write(where: RecordPlace, bill: Bill, { store }: JobContext): Promise<void> {
  await put(store.bills, where, (stored) =>
    (stored?.isFinal === true && stored.usd > 0) ||
    (stored?.usd === bill.usd && stored.isFinal === bill.isFinal)
      ? undefined
      : bill,
  );
}
