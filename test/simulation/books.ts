import { isOwn } from "../../src/core/records/own-name.ts";
import type { PodInUse } from "./pods-in-use.ts";
import { minuteMs, secondMs } from "./units.ts";
import { instanceId, type WorldParts } from "./world-parts.ts";

/** From a look of the sweep to the next, with what a stop takes. */
const runSlackMs = minuteMs;
/** One that comes up may be missing from the list for so long, so what is deleted then is not missed before. */
const hiddenMs = minuteMs;
/** The provider charges until a stop is done. */
const stopMs = 5 * secondMs;

/** Looks at what the bot has written down, once it has had the time for that. */
export async function judgeBooks(parts: WorldParts, isBotThere: boolean): Promise<void> {
  const { blackouts } = parts.judge;
  if (!isBotThere || blackouts.isBlind()) return;
  await judgeRecords(parts);
  if (!blackouts.wasWiped()) await judgeLedger(parts);
}

/** Whatever the provider still has is paid for, if only for its disk. */
async function judgeRecords({ judge, provider, store }: WorldParts): Promise<void> {
  const records = (await store.pods.list()).map(({ value }) => value);
  for (const listed of provider.listed().filter((found) => isOwn(found, instanceId)))
    if (
      !records.some(({ providerPodId, phase }) => providerPodId === listed.providerPodId && phase !== "gone")
    )
      judge.wrong("unknownPods", `${listed.providerPodId} is paid for, and no record knows it`);
}

async function judgeLedger({ clock, judge, pods, store }: WorldParts): Promise<void> {
  const records = (await store.pods.list()).map(({ value }) => value);
  const unshown = new Set(records.flatMap((pod) => (pod.unshown === undefined ? [] : pod.providerPodId)));
  const entries = (await store.ledger.list()).map(({ value }) => value).filter(({ kind }) => kind === "up");
  for (const pod of pods.all().filter((found) => isOwn(found, instanceId))) {
    const own = entries.filter(({ providerPodId }) => providerPodId === pod.id);
    const booked = own.reduce((sum, { fromMs, toMs = clock.now() }) => sum + toMs - fromMs, 0);
    const charged = pod.ups.reduce((sum, { fromMs, toMs }) => sum + toMs + stopMs - fromMs, 0);
    const allowed = pod.ups.reduce((sum, up) => sum + slackOf(up, judge), 0);
    // Of one that its key is not shown the bot can't know whether it is up still, and says that it may be.
    const unknownMs = unshown.has(pod.id) ? clock.now() - (pod.ups.at(-1)?.toMs ?? clock.now()) : 0;
    if (charged - booked > allowed || booked - charged > allowed + unknownMs)
      judge.wrong(
        "wrongBooks",
        `${pod.id} was up for ${minutes(charged)} and is booked for ${minutes(booked)} min`,
      );
  }
}

function slackOf(
  { fromMs, toMs, wasLive }: PodInUse["ups"][number],
  { blackouts }: WorldParts["judge"],
): number {
  return runSlackMs + (wasLive ? 0 : hiddenMs) + blackouts.around(fromMs, toMs);
}

function minutes(ms: number): string {
  return (ms / minuteMs).toFixed(1);
}
